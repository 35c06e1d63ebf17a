"""Who gets a seat, who waits in line for it, and who asked too often."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.server.seats import CONNECTS, FEWEST, PATIENCE, Line, NoSeat, Seats, Taken, TooMany


class Hall:
    """Seats by a clock that stands still, and the sessions that hold them."""

    def __init__(self, cap: int, **limits: int) -> None:
        self.now = 100.0
        self.taken: dict[str, Taken] = {}
        self.seats = Seats(cap, self.taken.values, self.taken.pop, clock=lambda: self.now, **limits)

    def opens(self, name: str, address: str = "192.0.2.1", leaving: set[str] | None = None) -> None:
        opening = self.seats.take(name, address, leaving or set())
        self.seats.done(opening)
        self.taken[name] = Taken(name, opening.address, self.now, seated=False)

    def connects(self, name: str) -> None:
        assert self.seats.may_sit(name)
        self.taken[name] = replace(self.taken[name], seated=True)

    def sits(self, name: str, address: str = "192.0.2.1") -> None:
        self.opens(name, address)
        self.connects(name)


def test_a_page_that_never_connects_takes_no_seat() -> None:
    hall = Hall(2)
    for number in range(5):
        hall.opens(f"nobody {number}")
    assert hall.seats.free() == 2
    hall.sits("a")
    hall.sits("b")
    with pytest.raises(NoSeat):
        hall.opens("c")


def test_of_those_that_arrive_only_as_many_as_there_are_seats_sit_down() -> None:
    hall = Hall(1)
    hall.opens("a")
    hall.opens("b")
    hall.connects("b")
    assert not hall.seats.may_sit("a")
    # Whoever sits may lose the connection for a moment, and comes back.
    assert hall.seats.may_sit("b")


def test_who_reloads_does_not_find_their_own_seat_taken_and_nobody_takes_two() -> None:
    hall = Hall(1)
    hall.sits("a")
    hall.opens("a again", leaving={"a"})
    # It connects while the session that it came instead of has not ended yet.
    assert hall.seats.may_sit("a again", {"a"})
    assert not hall.seats.may_sit("a again")
    with pytest.raises(NoSeat):
        hall.opens("b", leaving={"another"})


def test_pages_that_arrive_are_bounded_and_those_that_should_have_connected_make_room() -> None:
    hall = Hall(40)
    few = hall.seats.most_arriving
    for number in range(few):
        hall.opens(f"flood {number}", "198.51.100.9")
    with pytest.raises(NoSeat):
        hall.opens("a")
    hall.now += CONNECTS + 1
    hall.opens("a")
    assert len(hall.taken) == few
    assert "flood 0" not in hall.taken
    assert Seats(1, list, print).most_arriving == FEWEST


def test_of_two_addresses_the_one_with_more_pages_on_their_way_makes_room() -> None:
    hall = Hall(40)
    hall.opens("slow", "203.0.113.5")
    for number in range(hall.seats.most_arriving - 1):
        hall.now += 0.1
        hall.opens(f"flood {number}", "198.51.100.9")
    hall.now += CONNECTS + 1
    hall.opens("a")
    assert "slow" in hall.taken
    assert "flood 0" not in hall.taken


def test_the_line_is_served_in_its_order_and_who_leaves_it_loses_their_place() -> None:
    hall = Hall(1)
    hall.sits("a")
    for name in "bcd":
        with pytest.raises(NoSeat) as told:
            hall.opens(name)
        assert told.value.place == "bcd".index(name) + 1
    del hall.taken["a"]
    with pytest.raises(NoSeat):
        hall.opens("e")  # who comes just now is behind those who waited
    with pytest.raises(NoSeat):
        hall.opens("c")
    hall.opens("b")
    hall.connects("b")
    assert hall.seats.line.place("c") == 1
    hall.now += PATIENCE / 2
    assert hall.seats.line.place("d") == 2
    hall.now += PATIENCE / 2 + 1
    assert hall.seats.line.place("d") == 1


def test_who_cannot_be_told_apart_has_no_place() -> None:
    line = Line()
    assert line.place("") == 0
    assert len(line) == 0


def test_one_address_has_its_share_of_the_seats_and_ipv6_counts_by_network() -> None:
    hall = Hall(40, of_one=2)
    hall.sits("a", "2001:db8::1")
    hall.sits("b", "2001:db8::2")
    with pytest.raises(TooMany) as told:
        hall.opens("c", "2001:db8::3")
    assert told.value.seconds > 0
    hall.opens("d", "2001:db8:1::1")


def test_others_are_those_of_another_address_and_no_page_that_waits() -> None:
    hall = Hall(3)
    hall.sits("a", "192.0.2.1")
    hall.taken["ahead"] = Taken("ahead", "", None, seated=False)
    assert not hall.seats.others_than("192.0.2.1")
    assert hall.seats.others_than("198.51.100.2")
    hall.sits("b", "198.51.100.2")
    assert hall.seats.others_than("192.0.2.1")


def test_one_address_opens_so_many_pages_a_minute() -> None:
    hall = Hall(40, per_minute=3)
    for number in range(3):
        hall.now += 10
        hall.sits(str(number))
    with pytest.raises(TooMany) as told:
        hall.opens("late")
    assert told.value.seconds == 40
    hall.opens("from elsewhere", "198.51.100.9")
    hall.now += 40
    hall.opens("late")


def test_a_page_is_being_opened_until_it_connects_or_should_have() -> None:
    hall = Hall(2)
    assert not hall.seats.opening
    opening = hall.seats.take("a", "192.0.2.1")
    assert hall.seats.opening
    hall.seats.done(opening)
    hall.opens("b")
    assert hall.seats.opening
    hall.connects("b")
    assert not hall.seats.opening
    hall.opens("c")
    hall.now += CONNECTS + 1
    assert not hall.seats.opening
