"""The consensus of ranked captions; the Java tests have the same lists."""
from gistcodec.consensus import choose


def test_takes_what_agrees_with_most():
    assert choose([("A man.", 9000), ("A brown dog runs on grass.", 9100), ("A dog runs on the grass.", 9200), ("A dog runs.", 9300)]) == 2


def test_trusts_what_is_likely():
    assert choose([("A man.", 9000), ("A brown dog runs on grass.", 90_000), ("A dog runs on the grass.", 90_000)]) == 0


def test_small_lists():
    assert choose([("", 5)]) == 0
    assert choose([("A dog.", 7), ("A dog.", 7)]) == 0
    assert choose([(" . ", 1), ("", 2)]) == 0
