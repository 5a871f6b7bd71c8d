"""What a keyring holds for a host: sizes, parts, leftovers, and writes that break off."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.errors import KeyringError
from tests.unit.storage.backends import (
    BreaksOff,
    MacLikeKeyring,
    MemoryKeyring,
    WindowsLikeKeyring,
)

from bracketdesk.domain.session import Credentials, Tokens
from bracketdesk.storage import entries as room
from bracketdesk.storage.entries import (
    PART,
    Entries,
    read_sign_in,
    read_tokens,
    remove_sign_in,
    remove_tokens,
    write_sign_in,
    write_tokens,
)

SERVICE = "bracketdesk:demo:demo.example"
EXPIRES = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
OLD = Tokens("old" * 1000, "old", EXPIRES, "old", 1)
NEW = Tokens("new" * 1300, "new" * 500, EXPIRES, "new", 2)
WHO = Credentials("trader", "pass word", "8", "s" * 3000, "Bracket Desk", remember=True)
NOBODY = Credentials("", "")

# Lengths about the limit of one part, where the mistakes are.
lengths = st.sampled_from([0, 1, 2, 1199, 1200, 1201, 2399, 2400, 2401, 3600, 5000])
long_texts = st.builds(lambda n, letter: letter * n, lengths, st.sampled_from("abü€"))
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=64)
tokens = st.builds(
    Tokens,
    access=long_texts.filter(bool),
    market_data=long_texts,
    expires=st.datetimes(timezones=st.just(UTC)),
    user_name=names,
    user_id=st.integers(0, 2**53),
)
sign_ins = st.builds(
    Credentials, names, names, long_texts, long_texts, names, remember=st.booleans()
)

Make = Callable[[], MemoryKeyring]
systems = pytest.mark.parametrize("make", [MemoryKeyring, WindowsLikeKeyring, MacLikeKeyring])


def kept(who: Credentials) -> Credentials:
    """What comes back of a sign-in."""
    return who if who.remember else replace(who, password="")


@systems
@given(written=st.lists(long_texts, min_size=1, max_size=4))
def test_the_value_written_last_comes_back_and_no_part_of_another(
    make: Make, written: list[str]
) -> None:
    backend = make()
    entries = Entries(backend, SERVICE)
    for value in written:
        entries.write("API secret", value)
    assert entries.read("API secret") == written[-1]
    assert len(backend.values) == -(-len(written[-1]) // PART)


@systems
@given(saved=st.lists(tokens, min_size=1, max_size=2), who=st.lists(sign_ins, max_size=2))
def test_all_of_it_comes_back_and_goes_away(
    make: Make, saved: list[Tokens], who: list[Credentials]
) -> None:
    backend = make()
    entries = Entries(backend, SERVICE)
    for each in saved:
        write_tokens(each, entries)
    for one in who:
        write_sign_in(one, entries)
    assert read_tokens(entries) == saved[-1]
    assert read_sign_in(entries) == (kept(who[-1]) if who else NOBODY)
    remove_tokens(entries)
    assert read_tokens(entries) is None
    assert read_sign_in(entries) == (kept(who[-1]) if who else NOBODY)
    remove_sign_in(entries)
    assert backend.entries == {}


def test_one_entry_an_item() -> None:
    backend = MemoryKeyring()
    write_sign_in(replace(WHO, secret="s3cret"), Entries(backend, SERVICE))
    assert backend.values == {
        "sign-in name": "trader",
        "password": "pass word",
        "app id": "Bracket Desk",
        "cid": "8",
        "API secret": "s3cret",
    }


def test_a_password_is_removed_once_it_is_not_to_be_remembered() -> None:
    backend = MemoryKeyring()
    entries = Entries(backend, SERVICE)
    write_sign_in(WHO, entries)
    assert read_sign_in(entries) == WHO
    write_sign_in(replace(WHO, remember=False), entries)
    assert "pass word" not in backend.values.values()
    assert read_sign_in(entries) == replace(WHO, password="", remember=False)


def test_a_sign_in_that_has_not_changed_is_not_written_again() -> None:
    """Each write may ask the trader, and is a moment at which it may break off."""
    backend = BreaksOff()
    entries = Entries(backend, SERVICE)
    for who in (WHO, replace(WHO, remember=False)):
        backend.left = 1_000
        write_sign_in(who, entries)
        backend.left = 0
        write_sign_in(who, entries)
        assert read_sign_in(entries) == kept(who)


def broken_off(backend: BreaksOff, work: Callable[[], None]) -> list[int]:
    """Every number of writes after which `work` can break off."""
    before = dict(backend.entries)
    backend.left = 1_000
    work()
    done = 1_000 - backend.left
    backend.entries, backend.left = before, 1_000
    return list(range(done))


def test_tokens_written_half_are_none() -> None:
    backend = BreaksOff()
    entries = Entries(backend, SERVICE)
    write_tokens(OLD, entries)
    whole = dict(backend.entries)
    moments = broken_off(backend, lambda: write_tokens(NEW, entries))
    assert len(moments) > 10
    for moment in moments:
        backend.entries, backend.left = dict(whole), moment
        with pytest.raises(KeyringError):
            write_tokens(NEW, entries)
        assert read_tokens(entries) == (None if moment else OLD)
        backend.left = 1_000
        remove_tokens(entries)
        assert backend.entries == {}, "a later removal finds every part"


def test_a_sign_in_written_half_is_none() -> None:
    backend = BreaksOff()
    entries = Entries(backend, SERVICE)
    write_sign_in(replace(WHO, secret="old" * 1000), entries)
    whole = dict(backend.entries)
    other = replace(WHO, name="another", password="other", secret="new" * 1300)
    for moment in broken_off(backend, lambda: write_sign_in(other, entries)):
        backend.entries, backend.left = dict(whole), moment
        with pytest.raises(KeyringError):
            write_sign_in(other, entries)
        assert read_sign_in(entries).name == ("trader" if not moment else "")
        backend.left = 1_000
        remove_sign_in(entries)
        assert backend.entries == {}


@given(old=long_texts, new=long_texts.filter(bool), moment=st.integers(0, 12))
def test_a_value_written_half_is_none_or_the_old_one(old: str, new: str, moment: int) -> None:
    backend = BreaksOff()
    entries = Entries(backend, SERVICE)
    entries.write("API secret", old)
    backend.left = moment
    try:
        entries.write("API secret", new)
    except KeyringError:
        assert entries.read("API secret") in ("", old)
    else:
        assert entries.read("API secret") == new
    backend.left = 1_000
    entries.remove("API secret")
    assert backend.entries == {}


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        (room.EXPIRES, "soon"),
        (room.EXPIRES, "2026-11-22T16:00:00"),
        (room.USER_ID, "seven"),
        (room.USER_ID, ""),
        (room.ACCESS, ""),
    ],
)
def test_tokens_somebody_meddled_with_are_none(entry: str, value: str) -> None:
    entries = Entries(MemoryKeyring(), SERVICE)
    write_tokens(OLD, entries)
    entries.write(entry, value)
    assert read_tokens(entries) is None
