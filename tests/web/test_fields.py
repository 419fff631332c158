"""Fields that forms share: what people type in them, and what is made of it."""

import datetime as dt

import pytest
from django import forms

from wholeplace.faces.web.fields import DayField, DayWidget


class Form(forms.Form):
    """A form with one date."""

    on = DayField("When?")


def type_in(day: str, month: str, year: str) -> Form:
    return Form({"on-day": day, "on-month": month, "on-year": year})


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("27", "3", "2027"), ("27", "03", "2027"), (" 27 ", "March", "2027"), ("27", "mar", "2027")],
)
def test_a_date_is_read_from_three_boxes(day: str, month: str, year: str) -> None:
    form = type_in(day, month, year)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == dt.date(2027, 3, 27)


def test_a_whole_date_is_read_as_well() -> None:
    form = Form({"on": "2027-03-27"})
    assert form.is_valid()
    assert form.cleaned_data["on"] == dt.date(2027, 3, 27)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("31", "2", "2027"), ("", "3", "2027"), ("27", "3", "27"), ("-1", "3", "2027"), ("<b>", "3", "2027")],
)
def test_a_date_that_does_not_exist_is_refused_and_what_was_typed_stays(
    day: str, month: str, year: str
) -> None:
    form = type_in(day, month, year)
    assert form.errors["on"] == ["Give a day, a month and a year that exist, such as 27 3 2027"]
    if "-" not in day:
        assert DayWidget.split(form["on"].value()) == {"day": day, "month": month, "year": year}


def test_three_empty_boxes_are_no_date() -> None:
    assert type_in("", "", "").errors["on"] == ["Give a date"]


def test_the_message_leads_to_the_first_box() -> None:
    assert type_in("", "", "")["on"].id_for_label == "id_on-day"


def test_a_stored_date_fills_the_boxes() -> None:
    form = Form(initial={"on": dt.date(2027, 3, 27)})
    assert DayWidget.split(form["on"].value()) == {"day": "27", "month": "3", "year": "2027"}
