"""The glossary of labels: what is written, and how a label finds it."""
import make_glossary
from gistpack.glossary import Glossary
from gistpack.wordnet import Synset, usual_meanings

TEMPLATES = ["a photo of a {}.", "{}"]


def glossary(folder, lines: str) -> Glossary:
    path = folder / "label_glossary.tsv"
    path.write_text(lines, encoding="utf-8")
    return Glossary(path)


def test_a_known_label_is_asked_with_its_words_and_gloss(tmp_path):
    known = glossary(tmp_path, "# comment\n\ntench, Tinca tinca\ta fish\ntench\tanother\n")
    assert known.texts("TINCA  tinca ", TEMPLATES) == ["TINCA  tinca ", "tench, Tinca tinca, a fish"]
    assert known.texts("Tench", TEMPLATES) == ["Tench", "tench, Tinca tinca, a fish"]


def test_other_labels_go_through_the_templates(tmp_path):
    assert glossary(tmp_path, "tench\ta fish\n").texts("carp", TEMPLATES) == ["a photo of a carp.", "carp"]
    assert Glossary(None).texts("tench", TEMPLATES) == ["a photo of a tench.", "tench"]


def test_words_that_usually_mean_something_else_are_left_out():
    lighter = Synset(("lighter", "light", "igniter"), "a device for lighting", ())
    usual = {"lighter": 7, "light": 7, "igniter": 3}
    assert make_glossary.line(3, lighter, usual) == "lighter, igniter\ta device for lighting\n"


def test_the_first_offset_of_the_index_is_the_usual_meaning(tmp_path):
    index = tmp_path / "index.noun"
    index.write_text("  1 licence\nlight_bulb n 2 3 @ ~ + 2 1 00000123 00000456\nlight n 1 1 @ 1 0 00000789\n", encoding="latin-1")
    assert usual_meanings(index) == {"light bulb": 123, "light": 789}
