# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.cache import Memory, SegmentCache, digest
from clearance.core.detect.detector import Detector
from clearance.core.detect.merge import Candidate
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.tagger.proposer import NameModel
from clearance.model.prompt import Segment
from clearance.model.text import Raw
from clearance.model.words import DataClass, Directive
from tests.unit.core.detect.tagger.tiny import network

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
SSN = Recogniser("ssn", DataClass.SSN, (r"\\d{3}-\\d{2}-\\d{4}",), ("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}1",))


def one(start: int) -> Candidate:
    return Candidate("k", DataClass.SSN, start, start + 1, 1.0)


def segment(text: str, field: str = "", **more: object) -> Segment:
    return Segment((0,), ("a",), Raw(text), field, **more)  # type: ignore[arg-type]  # of a segment's own fields


class Counting(SegmentCache):
    """Counts what it is asked and given."""

    def __init__(self) -> None:
        super().__init__()
        self.hits, self.puts = 0, 0

    def get(self, digest: bytes) -> tuple[Candidate, ...] | None:
        found = super().get(digest)
        self.hits += found is not None
        return found

    def put(self, digest: bytes, candidates: "list[Candidate]") -> None:  # type: ignore[override]  # narrower is enough
        self.puts += 1
        super().put(digest, candidates)


def test_what_is_put_is_got_until_there_is_no_room() -> None:
    cache = SegmentCache(most=6)
    cache.put(b"a", [one(1)])
    cache.put(b"b", [])
    cache.put(b"c", [one(1), one(2)])
    assert cache.get(b"a") == (one(1),)
    cache.put(b"d", [])
    assert cache.get(b"b") is None, "the longest unused goes first"
    assert cache.get(b"a") == (one(1),)
    cache.put(b"a", [])
    assert cache.get(b"a") == ()
    assert cache.get(b"c") == (one(1), one(2))
    cache.put(b"e", [one(n) for n in range(9)])
    assert [cache.get(name) for name in (b"a", b"c", b"d", b"e")] == [None] * 4, "nothing larger than the cache stays"


def test_names_tell_all_parts_and_keys_apart() -> None:
    names = {digest(KEY, parts) for parts in ([b"ab", b""], [b"a", b"b"], [b"", b"ab"], [b"ab"])}
    assert len(names | {digest(OTHER_KEY, [b"ab"])}) == 5
    assert digest(KEY, [b"ab"]) == digest(KEY, [b"ab"])


@pytest.fixture
def detector() -> Detector:
    return Detector([SSN], proposers=(), model=NameModel(network, "m"))


def test_the_second_turn_finds_the_same_and_looks_only_at_what_is_new(detector: Detector) -> None:
    cache = Counting()
    first = [segment("Maria Lopez called"), segment("123-45-6789", "x"), segment("Lopez")]
    second = [*first, segment("on 987-65-4321 in Boston")]
    plain = detector.inspect(second)
    assert detector.inspect(first, Memory(cache, KEY)) == detector.inspect(first)
    assert (cache.hits, cache.puts) == (0, 3)
    assert detector.inspect(second, Memory(cache, KEY)) == plain
    assert (cache.hits, cache.puts) == (3, 4)


def test_nothing_is_shared_between_tenants_fields_detectors_or_roles(detector: Detector) -> None:
    cache = Counting()
    detector.inspect([segment("Maria")], Memory(cache, KEY))
    detector.inspect([segment("Maria")], Memory(cache, OTHER_KEY))
    detector.inspect([segment("Maria", "name")], Memory(cache, KEY))
    detector.inspect([segment("Maria", is_key=True)], Memory(cache, KEY))
    detector.extended([SSN]).inspect([segment("Maria")], Memory(cache, KEY))
    assert (cache.hits, cache.puts) == (0, 5)
    assert detector.inspect([segment("Maria", is_key=True)], Memory(cache, KEY)) == ((),)
    assert detector.inspect([segment("Maria", directive=Directive.NAME)], Memory(cache, KEY)) == ((),)


def test_the_cache_holds_no_text(detector: Detector) -> None:
    cache = SegmentCache()
    detector.inspect([segment("Maria Lopez 123-45-6789")], Memory(cache, KEY))
    assert "Maria" not in repr(cache._kept)
    assert "123-45" not in repr(cache._kept)
    assert len(cache._kept) == 1


def test_a_text_that_utf_8_cannot_hold_is_read(detector: Detector) -> None:
    assert detector.inspect([segment("\ud800 Maria")], Memory(SegmentCache(), KEY)) == detector.inspect(
        [segment("\ud800 Maria")]
    )


def test_a_labelled_name_that_the_model_is_sure_is_none_is_dropped() -> None:
    label = Recogniser("person_labelled", DataClass.PERSON, (r"Patient: (?P<v>[A-Z][a-z]+)",), ("x",), always=True)
    found = Detector([label], proposers=(), model=NameModel(network, "m")).find("Patient: Okay. Patient: Maria.")
    assert [(one.start, one.end) for one in found] == [(24, 29)]
    assert len(Detector([label], proposers=()).find("Patient: Okay. Patient: Maria.")) == 2
