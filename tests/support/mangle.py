"""Good inputs made bad, for Hypothesis: a part cut out, doubled, swapped or overwritten."""

from hypothesis import strategies as st

PARTS = tuple(
    part.encode()
    for part in (
        *("null", "true", "0", "-1", "1e999", "1e-999", "NaN", "Infinity", '""', "[]", "{}"),
        *('"', "\\", "\\ud800", "\x00", "é", "{", "}", "[", "]", ",", ":", "[" * 2000),
        *("9" * 30, "9" * 5000, "0.1", "-0.0", '"orderStrategy":null,', '"id":0,', '"errorText":'),
    )
)


@st.composite
def mangled(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """One of the seeds after up to four changes, or any bytes at all."""
    data = draw(st.sampled_from(seeds) | st.binary(max_size=40))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + draw(st.sampled_from((1, 8, 200))))))
        change = draw(st.sampled_from(PARTS) | st.binary(max_size=4) | st.just(data[start:end] * 2))
        data = data[:start] + change + data[end:]
    return data
