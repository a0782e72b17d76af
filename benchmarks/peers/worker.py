"""One tool in a process and an environment of its own: it learns, then answers files of texts and tells the seconds.

    python worker.py TOOL FOLDER

FOLDER holds what `measure.py` wrote: `entries.json` (text and code), `codes.json`, and the static encoder. On standard
input come the paths of files of texts, a line each; for each, an array of scores of shape (texts, codes) is saved
beside it, and the seconds are written to standard output. Only the tool called mitag uses anything of mitag.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

Answer = Callable[[Sequence[str]], Any]
_AT_ONCE = 1024
SETFIT_STEPS = 400


def main() -> None:
    """Learn, then answer until standard input ends."""
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is not an answer
    name, folder = sys.argv[1], Path(sys.argv[2])
    tool, _, variant = name.partition(":")
    answer = {"mitag": mitag, "annif": annif, "vectors": vectors, "setfit": setfit}[tool](folder, variant)
    print("ready", file=channel, flush=True)
    for line in sys.stdin:
        path = Path(line.strip())
        texts = json.loads(path.read_text(encoding="utf-8"))
        start = perf_counter()
        scores = [answer(texts[begin : begin + _AT_ONCE]) for begin in range(0, len(texts), _AT_ONCE)]
        seconds = perf_counter() - start
        np.save(path.with_suffix(".npy"), np.vstack(scores))
        print(seconds, file=channel, flush=True)


def mitag(folder: Path, variant: str) -> Answer:
    """mitag: the probabilities of all codes, or the whole table of all facets before them."""
    from pipeline import Tagger

    tagger = Tagger.load(folder)
    if variant == "table":
        return lambda texts: tagger.predict(texts)[["code_confidence"]].to_numpy()
    return lambda texts: tagger.predict_proba(texts).to_numpy()


ANNIF = """
[{backend}]
name = {backend}
language = en
backend = {backend}
vocab = codes
analyzer = snowball(english)
limit = 100
{settings}
"""
# Pairs of words where the back-end takes them; for omikuji the shape of tree that is called Bonsai.
BACKENDS = {
    "tfidf": "",
    "svc": "ngram = 2\nmin_df = 2",
    "omikuji": "cluster_balanced = False\ncluster_k = 100\nmax_depth = 3\nngram = 2\nmin_df = 2",
    "fasttext": "dim = 100\nlr = 0.5\nepoch = 50\nloss = softmax",
}


def annif(folder: Path, backend: str) -> Answer:
    """Annif, trained by its command line and asked through its Python API."""
    home = folder / f"annif-{backend}"
    home.mkdir()
    (home / "projects.cfg").write_text(ANNIF.format(backend=backend, settings=BACKENDS[backend]), encoding="utf-8")
    _without_punkt(home)
    os.environ |= {"ANNIF_PROJECTS": str(home / "projects.cfg"), "ANNIF_DATADIR": str(home), "NLTK_DATA": str(home)}
    codes = json.loads((folder / "codes.json").read_text(encoding="utf-8"))
    entries = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
    (home / "codes.tsv").write_text("".join(f"<http://codes/{code}>\t{code}\n" for code in codes), encoding="utf-8")
    lines = (f"{' '.join(entry['text'].split())}\t<http://codes/{entry['code']}>\n" for entry in entries)
    (home / "corpus.tsv").write_text("".join(lines), encoding="utf-8")
    program = Path(sys.executable).with_name("annif")
    for order in (["load-vocab", "-L", "en", "codes", "codes.tsv"], ["train", backend, "corpus.tsv"]):
        subprocess.run([program, *order], cwd=home, check=True, stdout=sys.stderr)
    return _suggest(backend, codes)


def _without_punkt(home: Path) -> None:
    """Annif's analyzers ask for NLTK's model of sentence ends; an empty one, which knows no abbreviation, will do."""
    punkt = home / "tokenizers" / "punkt_tab" / "english"
    punkt.mkdir(parents=True)
    for name in ("collocations.tab", "sent_starters.txt", "abbrev_types.txt", "ortho_context.tab"):
        (punkt / name).touch()


def _suggest(backend: str, codes: Sequence[str]) -> Answer:
    from annif import create_flask_app
    from annif.corpus import Document
    from annif.registry import get_project

    app = create_flask_app()
    with app.app_context():
        project = get_project(backend)
        project.initialize()
    columns = [project.subjects.by_uri(f"http://codes/{code}") for code in codes]

    def answer(texts: Sequence[str]) -> Any:  # noqa: ANN401
        with app.app_context():
            return project.suggest([Document(text=text) for text in texts]).array.toarray()[:, columns]

    return answer


def vectors(folder: Path, variant: str) -> Answer:
    """sentence-transformers with mitag's static encoder, and scikit-learn's logistic regression."""
    del variant
    from sklearn.linear_model import LogisticRegression

    body, (texts, labels, codes) = _static(folder), _lessons(folder)
    head = LogisticRegression(C=100, max_iter=1000).fit(body.encode(texts, normalize_embeddings=True), labels)
    columns = [codes.index(code) for code in head.classes_]

    def answer(asked: Sequence[str]) -> Any:  # noqa: ANN401
        found = np.zeros((len(asked), len(codes)))
        found[:, columns] = head.predict_proba(body.encode(list(asked), batch_size=256, normalize_embeddings=True))
        return found

    return answer


def setfit(folder: Path, variant: str) -> Answer:
    """SetFit: the same encoder, fine-tuned on pairs of entries, and its logistic regression."""
    del variant
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments
    from sklearn.linear_model import LogisticRegression

    texts, labels, codes = _lessons(folder)
    head = LogisticRegression(C=100, max_iter=1000)
    model = SetFitModel(model_body=_static(folder), model_head=head, normalize_embeddings=True)
    # Vectors of tokens move little at the rates that suit transformers; and all pairs of entries are too many to hold.
    arguments = TrainingArguments(
        str(folder / "setfit"), batch_size=64, max_steps=SETFIT_STEPS, body_learning_rate=1e-2, seed=0
    )
    Trainer(model, arguments, train_dataset=Dataset.from_dict({"text": texts, "label": labels})).train()
    columns = [codes.index(code) for code in model.model_head.classes_]

    def answer(asked: Sequence[str]) -> Any:  # noqa: ANN401
        found = np.zeros((len(asked), len(codes)))
        found[:, columns] = model.predict_proba(list(asked), batch_size=256, as_numpy=True)
        return found

    return answer


def _static(folder: Path) -> Any:  # noqa: ANN401
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    embedding = StaticEmbedding(tokenizer, embedding_weights=np.load(folder / "vectors.npy"))
    return SentenceTransformer(modules=[embedding], device="cpu")


def _lessons(folder: Path) -> tuple[list[str], list[str], list[str]]:
    entries = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
    codes = json.loads((folder / "codes.json").read_text(encoding="utf-8"))
    return [entry["text"] for entry in entries], [entry["code"] for entry in entries], codes


if __name__ == "__main__":
    main()
