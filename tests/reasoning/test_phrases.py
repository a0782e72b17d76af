"""What phrases have to do with each other, and how they read."""

from pipeline.reasoning.mechanisms import Finder
from pipeline.reasoning.phrases import Candidate, are_listed
from pipeline.reasoning.tagging import Tagger
from pipeline.reasoning.words import english

TAGGER, FINDER = Tagger(english()), Finder(english())


def test_candidates_that_share_a_word_overlap() -> None:
    assert Candidate(0, 3, 2, plural=False).overlaps(Candidate(2, 4, 3, plural=False))
    assert not Candidate(0, 2, 1, plural=False).overlaps(Candidate(2, 4, 3, plural=False))


def test_items_of_a_list_are_told_from_phrases_that_a_verb_parts() -> None:
    read = TAGGER.read("Filters, daily drills and audits help where operators read logs.")
    whole = {read.slice(each.first, each.last): each for each in FINDER.candidates(read)}

    assert are_listed(read, whole["Filters"], whole["audits"])
    assert not are_listed(read, whole["Filters"], whole["logs"])
