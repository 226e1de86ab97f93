# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What holds of scoring for every annotation and every marks."""

from hypothesis import assume, given
from hypothesis import strategies as st

from clearance.core.evaluation.documents import LABELS, Document, Mark, Span, read_document, write_document
from clearance.core.evaluation.score import Rates, Score, judge, score

labels = st.sampled_from(sorted(LABELS))
alphabets = st.text(alphabet="ab1 -\n\N{FACE WITH MEDICAL MASK}é", min_size=1, max_size=60)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(alphabets)
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 15), labels, st.booleans())
    spans = tuple(
        Span(start, min(len(text), start + length), label, optional)
        for start, length, label, optional in draw(st.lists(places, max_size=5))
    )
    return Document(
        draw(st.sampled_from(["a", "b"])), text, spans, draw(st.sampled_from("st")), draw(st.sampled_from("cn"))
    )


marks = st.lists(
    st.builds(
        lambda start, length, label: Mark(start, start + length, label), st.integers(-5, 70), st.integers(0, 20), labels
    ),
    max_size=6,
)
cases = st.lists(st.tuples(documents(), marks), min_size=1, max_size=4)


def scored(given_cases: list[tuple[Document, list[Mark]]]) -> Score:
    return score(judge(document, found) for document, found in given_cases)


def every_rate(made: Score) -> list[Rates]:
    groups = [made.overall, *(group for _, group in made.sources)]
    return [
        *(rates for group in groups for rates in (group.characters, group.spans, group.typed)),
        *(rates for label in made.labels for rates in (label.spans, label.typed)),
        *(rates for _, rates in made.noises),
    ]


@given(cases)
def test_every_figure_is_a_share(given_cases: list[tuple[Document, list[Mark]]]) -> None:
    made = scored(given_cases)
    figures = [figure for rates in every_rate(made) for figure in (rates.precision, rates.recall, rates.f1)]
    for group in [made.overall, *(group for _, group in made.sources)]:
        figures += [group.leak, group.residual, group.falsely_marked]
        assert max(group.leaking, group.exposed) <= group.gold <= group.documents
    assert all(figure is None or 0 <= figure <= 1 for figure in figures)


@given(cases)
def test_typed_is_never_better_and_the_parts_make_the_whole(given_cases: list[tuple[Document, list[Mark]]]) -> None:
    made = scored(given_cases)
    assert made.overall.typed.found <= made.overall.spans.found
    assert made.overall.typed.right <= made.overall.spans.right
    assert sum((label.spans for label in made.labels), Rates()) == made.overall.spans
    assert sum((group.spans for _, group in made.sources), Rates()) == made.overall.spans
    assert sum((rates for _, rates in made.noises), Rates()) == made.overall.spans
    assert sum(group.documents for _, group in made.sources) == len(given_cases)


@given(st.lists(documents(), min_size=1, max_size=4))
def test_marking_exactly_what_is_required_is_perfect(given_documents: list[Document]) -> None:
    perfect = [
        (document, [Mark(span.start, span.end, span.label) for span in document.spans if not span.optional])
        for document in given_documents
    ]
    made = scored(perfect)
    for rates in every_rate(made):
        assert {rates.precision, rates.recall, rates.f1} <= {1.0, None}
    assert made.overall.leak in (0.0, None)
    assert made.overall.residual in (0.0, None)
    assert made.overall.falsely_marked in (0.0, None)


@given(st.lists(documents(), min_size=1, max_size=4))
def test_marking_nothing_finds_nothing(given_documents: list[Document]) -> None:
    made = scored([(document, []) for document in given_documents])
    assert all(rates.precision is None for rates in every_rate(made))
    assert made.overall.spans.found == made.overall.characters.found == 0
    assert made.overall.leak in (1.0, None)


@given(documents(), marks, labels)
def test_a_wrong_mark_never_raises_precision_nor_touches_recall(
    document: Document, found: list[Mark], label: str
) -> None:
    longer = Document(document.id, document.text + "xyz", document.spans)
    before = score([judge(longer, found)]).overall
    wrong = Mark(len(document.text), len(document.text) + 3, label)
    assume(wrong not in judge(longer, [*found]).false)
    after = score([judge(longer, [*found, wrong])]).overall
    for old, new in ((before.spans, after.spans), (before.typed, after.typed), (before.characters, after.characters)):
        assert old.precision is None or (new.precision is not None and new.precision <= old.precision)
        assert new.recall == old.recall
    assert after.leak == before.leak


@given(documents(), marks, marks)
def test_more_marks_never_find_less(document: Document, found: list[Mark], more: list[Mark]) -> None:
    before, after = (score([judge(document, some)]).overall for some in (found, found + more))
    assert after.spans.found >= before.spans.found
    assert after.typed.found >= before.typed.found
    assert after.leaking <= before.leaking
    assert after.exposed <= before.exposed


@given(documents(), marks)
def test_optional_spans_change_no_recall(document: Document, found: list[Mark]) -> None:
    required = Document(document.id, document.text, tuple(span for span in document.spans if not span.optional))
    with_optional, without = (judge(one, found) for one in (document, required))
    assert with_optional.spans == without.spans
    assert with_optional.exposed == without.exposed
    assert len(with_optional.false) <= len(without.false)


@given(documents(), st.permutations(range(6)), marks)
def test_the_order_of_marks_does_not_matter(document: Document, order: list[int], found: list[Mark]) -> None:
    shuffled = [found[at] for at in order if at < len(found)]
    assert judge(document, shuffled) == judge(document, found)


@given(documents())
def test_a_written_document_is_read_again(document: Document) -> None:
    assert read_document(write_document(document).encode()) == document
