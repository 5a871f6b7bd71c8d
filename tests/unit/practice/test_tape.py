import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bracketdesk.practice.errors import TapeError
from bracketdesk.practice.market import QuoteTick, Step, TradeTick
from bracketdesk.practice.tape import COLUMNS, Tape, product_of, read_tape

HEAD = ",".join(COLUMNS)
FIRST = "ESH4,2023-12-25T23:00:00.1Z,trade,,,,,4800.25,44"
SECOND = "ESH4,2023-12-25T23:00:00.100000500Z,quote,4800.00,4,4800.25,7,,"
THIRD = "ESH4,2023-12-25T23:00:02.1Z,quote,4800.25,1,4800.50,2,,"


def tape_file(folder: Path, *rows: str, head: str = HEAD, name: str = "tape.csv") -> Path:
    path = folder / name
    data = "\n".join((head, *rows, "")).encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def complaint(path: Path) -> str | None:
    """Return what is wrong with a tape."""
    try:
        read_tape(path)
    except TapeError as error:
        return str(error)
    return None


class TestReading:
    @pytest.mark.parametrize("name", ["tape.csv", "tape.csv.gz"])
    def test_rows_become_steps_up_to_the_first_full_quote_at_once(
        self, tmp_path: Path, name: str
    ) -> None:
        tape = read_tape(tape_file(tmp_path, FIRST, SECOND, THIRD, name=name))
        assert tape == Tape(
            "ES",
            (
                Step(0.0, TradeTick(19201, 44)),
                Step(0.0, QuoteTick(19200, 4, 19201, 7)),
                Step(1.9999995, QuoteTick(19201, 1, 19202, 2)),
            ),
        )

    def test_an_absent_side_is_empty(self, tmp_path: Path) -> None:
        row = "ESH4,2023-12-25T23:00:03Z,quote,4800.00,4,,,,"
        last = read_tape(tape_file(tmp_path, SECOND, row)).steps[-1]
        assert last.tick == QuoteTick(19200, 4, None, 0)

    def test_a_side_of_nothing_is_empty_too(self, tmp_path: Path) -> None:
        row = THIRD.replace(",1,", ",0,")
        last = read_tape(tape_file(tmp_path, SECOND, row)).steps[-1]
        assert last.tick == QuoteTick(None, 0, 19202, 2)

    def test_a_spreadsheet_s_mark_is_no_part_of_it(self, tmp_path: Path) -> None:
        path = tape_file(tmp_path, SECOND, head="\ufeff" + HEAD)
        assert len(read_tape(path).steps) == 1

    @pytest.mark.parametrize(
        ("symbol", "bid", "ask", "ticks"),
        [
            ("ZNH4", "110.515625", "110.53125", 7073),
            ("6EH4", "1.05500", "1.05505", 21100),
            ("CLG4", "70.01", "70.02", 7001),
            ("YMH4", "37700", "37701.0", 37700),
        ],
    )
    def test_any_product(self, tmp_path: Path, symbol: str, bid: str, ask: str, ticks: int) -> None:
        row = f"{symbol},2023-12-25T23:00:00Z,quote,{bid},4,{ask},7,,"
        tape = read_tape(tape_file(tmp_path, row))
        assert tape == Tape(symbol[:-2], (Step(0.0, QuoteTick(ticks, 4, ticks + 1, 7)),))

    @pytest.mark.parametrize(
        ("symbol", "product"),
        [("ESH4", "ES"), ("MESZ26", "MES"), ("6EU5", "6E"), ("M2KZ6", "M2K"), ("ZNZ6", "ZN")],
    )
    def test_the_symbol_tells_the_product(self, symbol: str, product: str) -> None:
        assert product_of(symbol) == product

    @pytest.mark.parametrize("symbol", ["ES", "ESH", "XXH4", "ES.c.0", "", "H4", "ESA4"])
    def test_or_it_does_not(self, symbol: str) -> None:
        assert product_of(symbol) is None

    def test_a_product_by_hand(self, tmp_path: Path) -> None:
        path = tape_file(tmp_path, SECOND.replace("ESH4", "front"))
        assert read_tape(path, "ES").product == "ES"
        with pytest.raises(TapeError, match="name its product with --product"):
            read_tape(path)

    def test_columns_in_another_order_and_more_of_them(self, tmp_path: Path) -> None:
        head = "note," + ",".join(reversed(COLUMNS))
        row = "x," + ",".join(reversed(SECOND.split(",")))
        assert read_tape(tape_file(tmp_path, row, head=head)).steps == (
            Step(0.0, QuoteTick(19200, 4, 19201, 7)),
        )


class TestBadTapes:
    @pytest.mark.parametrize(
        ("row", "complaint"),
        [
            (THIRD.replace("quote", "rumour"), "the event is 'rumour', not quote or trade"),
            (THIRD.replace("4800.25", "4800.30"), "the price '4800.30' is no multiple of 0.25"),
            (THIRD.replace("4800.25", "nan"), "the price 'nan' is no market's"),
            (THIRD.replace("4800.25", "sNaN"), "the price 'sNaN' is no market's"),
            (THIRD.replace("4800.25", "-Infinity"), "the price '-Infinity' is no market's"),
            (THIRD.replace("4800.25", "1e12"), "the price '1e12' is no market's"),
            (THIRD.replace("4800.25", "1e-9"), "the price '1e-9' is no multiple of 0.25"),
            (THIRD.replace("4800.25", "0"), "the price '0' is not above zero"),
            (THIRD.replace("4800.25", "-4800.25"), "the price '-4800.25' is not above zero"),
            (THIRD.replace("4800.25", "48.00"), "the price '48.00' is far from 4800.25 before"),
            (THIRD.replace("4800.50", "48005.0"), "the price '48005.0' is far from 4800.25 before"),
            (THIRD.replace("4800.25", "4800.75"), "its bid is above its offer"),
            (THIRD.replace("4800.25", "dear"), "the price 'dear' is no number"),
            (THIRD.replace(",1,", ",-1,"), "the size '-1' is no number of contracts"),
            (THIRD.replace(",1,", ",,"), "the size '' is no number of contracts"),
            (THIRD.replace(",1,", ",1.5,"), "the size '1.5' is no number of contracts"),
            (THIRD.replace(",1,", ",\u0663,"), "is no number of contracts"),
            (THIRD.replace(",1,", ",1000001,"), "the size '1000001' is more than 1000000"),
            (THIRD.replace(",1,", f",{'9' * 5000},"), f"'{'9' * 40}...' is more than 1000000"),
            (THIRD.replace("2023-12-25T", "Monday "), "the time 'Monday 23:00:02.1Z' is not of"),
            (THIRD.replace(".1Z", ".1+01:00"), "is not of the form"),
            (THIRD.replace("23:00:02", "22:00:02"), "its time lies before the line above"),
            (THIRD.replace(".1Z", ".-1Z"), "is not of the form"),
            (THIRD.replace(".1Z", ".Z"), "is not of the form"),
            (THIRD.replace("2023-12-25", "2023-02-29"), "is not of the form"),
            (THIRD.replace("ESH4", "NQH4"), "the symbol is 'NQH4', not 'ESH4'"),
            (THIRD.replace("ESH4", ""), "the symbol is '', not 'ESH4'"),
            ("ESH4,2023-12-25T23:00:02.1Z,trade,,,,,,", "a trade has a price and a size"),
            ("ESH4,2023-12-25T23:00:02.1Z,trade,,,,,4800.25,0", "a trade has a price and a size"),
            ("ESH4,2023-12-25T23:00:02.1Z", "the event is '', not quote or trade"),
            ("ESH4", "the time '' is not of the form"),
        ],
    )
    def test_a_bad_row_is_named(self, tmp_path: Path, row: str, complaint: str) -> None:
        path = tape_file(tmp_path, FIRST, SECOND, row)
        with pytest.raises(TapeError) as error:
            read_tape(path)
        assert str(error.value).startswith("Line 4 of the tape tape.csv: ")
        assert complaint in str(error.value)
        assert str(error.value).endswith(".")
        assert len(str(error.value)) < 160

    def test_a_missing_column(self, tmp_path: Path) -> None:
        path = tape_file(tmp_path, head=HEAD.replace("event,", ""))
        with pytest.raises(TapeError, match="lacks the column event"):
            read_tape(path)

    def test_nothing_in_it(self, tmp_path: Path) -> None:
        with pytest.raises(TapeError, match="is empty"):
            read_tape(tape_file(tmp_path))
        (tmp_path / "none.csv").touch()
        with pytest.raises(TapeError, match="lacks the column symbol"):
            read_tape(tmp_path / "none.csv")

    def test_no_quote_in_it(self, tmp_path: Path) -> None:
        with pytest.raises(TapeError, match="has no quote with both sides"):
            read_tape(tape_file(tmp_path, FIRST))

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(TapeError, match=r"The tape no\.csv cannot be read: .*No such file"):
            read_tape(tmp_path / "no.csv")
        with pytest.raises(TapeError, match="cannot be read"):
            read_tape(tmp_path)

    def test_no_gzip_after_all(self, tmp_path: Path) -> None:
        path = tape_file(tmp_path, FIRST, SECOND)
        path.rename(tmp_path / "tape.csv.gz")
        with pytest.raises(TapeError, match="cannot be read"):
            read_tape(tmp_path / "tape.csv.gz")

    def test_a_gzip_cut_short(self, tmp_path: Path) -> None:
        path = tape_file(tmp_path, FIRST, SECOND, THIRD, name="tape.csv.gz")
        path.write_bytes(path.read_bytes()[:-12])
        with pytest.raises(TapeError, match="cannot be read"):
            read_tape(path)

    def test_no_text_at_all(self, tmp_path: Path) -> None:
        path = tmp_path / "tape.csv"
        path.write_bytes(b"\xff\xfe\x00\x01" * 10)
        with pytest.raises(TapeError, match="is no text in UTF-8"):
            read_tape(path)

    def test_a_field_without_end(self, tmp_path: Path) -> None:
        with pytest.raises(TapeError, match="is no CSV"):
            read_tape(tape_file(tmp_path, FIRST + "0" * 200_000))

    @given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
    @example("\U00018cd6".encode() * 20)  # in quotes an escape each
    def test_whatever_it_is_the_complaint_is_one_sentence(self, data: bytes) -> None:
        for head in (b"", HEAD.encode() + b"\n", f"{HEAD}\n{SECOND}\n".encode()):
            for pack, name in ((bytes, "tape.csv"), (gzip.compress, "tape.csv.gz")):
                self._complain(name, pack(head + data))
        self._complain("tape.csv.gz", data)

    def _complain(self, name: str, data: bytes) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            said = complaint(path)
        assert said is None or said.endswith(".")
        assert len((said or ".").splitlines()) == 1
        assert len(said or "") < 200

    def test_no_such_product(self, tmp_path: Path) -> None:
        with pytest.raises(TapeError, match="There is no product XX"):
            read_tape(tape_file(tmp_path, SECOND), "XX")


def test_the_real_hour(broker_data: Path) -> None:
    tape = read_tape(broker_data / "ESH4-2023-12-25.csv.gz")
    assert tape.product == "ES"
    assert len(tape.steps) == 28_396
    quotes = [tick for _, tick in tape.steps if isinstance(tick, QuoteTick)]
    assert len(quotes) == 25_423
    assert sum(wait for wait, _ in tape.steps) == pytest.approx(3599.34, abs=0.01)
    assert quotes[-1] == QuoteTick(19240, 22, 19241, 28)
