"""The page of worked examples says what the tests assert."""

from tests.house.worked_examples import PAGE, write_page


def test_the_page_of_worked_examples_is_up_to_date() -> None:
    """Mend with: ./run write."""
    assert PAGE.read_text(encoding="utf-8") == write_page()
