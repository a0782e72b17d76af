"""What is kept between runs, as files a person can open: labelled entries, the lexicon, tables of predictions."""
