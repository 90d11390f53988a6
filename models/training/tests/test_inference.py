"""Captions inferred from codes: files, words, choice."""
import numpy as np
import pytest

from gistpack import inference
from gistpack.objects import Words

SENTENCES = ["A dog runs.", "A dog runs on grass.", "A cat sits.", "Grass.", "A dog and a cat."]
PLACES = np.array([[1, 0, 0, 0], [1, 0, 0.25, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0.7, 0.7, 0, 0]]) * 16384


def files():
    books = np.zeros((1, 256, 4), np.int16)
    books[0, :5] = PLACES
    return inference.Files(books, np.arange(5, dtype=np.uint8)[:, None], SENTENCES, (np.zeros((0, 4), np.int8), np.zeros(0, np.float32)),
                           inference.rows_to_int8(np.eye(2, 4)), np.zeros(2, np.float32),
                           inference.rows_to_int8(8 * np.eye(2)), np.full(2, -4, np.float32))


def inferrer(**settings):
    return inference.Inferrer(inference.read_files(files().to_bytes()), {
        "best": 5, "temperature": 2, "class_scale": 1, "classes": [], "may_name": 0.5, "must_name": 0.8, "reward": 0.1, "penalty": 0.5,
        "least": 0, "most_named": 2, "unsure": 0.25, "general": "A photo.",
        "objects": [{"name": n, "words": [n], "phrase": f"a {n}"} for n in ("dog", "cat")],
        "calibration": [{"stages": 1, "weights": [[0, 1, 0, 0]] * 2}], **settings})


def vector(*values):
    return np.array(values, np.int64)


def test_a_file_is_read_as_it_was_written_and_a_longer_one_is_refused():
    data = files().to_bytes()
    read = inference.read_files(data)
    assert read.sentences == SENTENCES
    assert (read.books == files().books).all() and (read.codes == files().codes).all()
    with pytest.raises(ValueError):
        inference.read_files(data + b"\0")
    with pytest.raises(ValueError):
        inference.read_files(b"GWXX" + data[4:])


def test_the_caption_names_only_what_the_code_supports():
    dog = inferrer().infer(vector(16384, 0, 0, 0), 16)
    assert dog.text.startswith("A dog runs") and dog.confidence == pytest.approx(1 / (1 + np.exp(-4)), abs=1e-6)
    assert inferrer().infer(vector(0, 16384, 0, 0), 16).text == "A cat sits."
    neither = inferrer().infer(vector(0, 0, 16384, 0), 16)
    assert (neither.text, neither.confidence) == ("Grass.", 0.25)


def test_where_no_sentence_agrees_enough_the_sure_objects_are_listed():
    assert inferrer(least=3).infer(vector(16384, 0, 0, 0), 16).text == "A dog."
    assert inferrer(least=3).infer(vector(9000, 9000, 0, 0), 16).text == "A dog and a cat."
    assert inferrer(least=3).infer(vector(0, 0, 16384, 0), 16).text == "A photo."


def test_the_longest_run_of_words_names_an_object():
    words = Words(["dog", "hot dog", "bus"], [["dog", "puppies"], ["hot dog"], ["bus"]])
    assert words.named("Buses pass two DOGS.") == [0, 2]
    assert words.named("A hot dog on a plate") == [1]
    assert words.named("a dogged battle") == []


def test_equal_scores_go_to_the_lower_number():
    twin = inferrer(best=2)
    order, weights = twin.best(vector(0, 0, 0, 16384))
    assert order.tolist() == [0, 1] and weights.tolist() == [1, 1]
