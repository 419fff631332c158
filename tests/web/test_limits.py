"""What a visitor without an account can make the service keep or work out, and how much of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from wholeplace.records.models import KeptEntry, Place

pytestmark = pytest.mark.django_db
NEED = {"title": "A bench", "what": "x" * 10_000}


def send(client: Client, place: Place) -> str:
    answer = client.post(f"/{place.slug}/needs/record", NEED)
    assert answer.status_code == 302
    assert "/account/login/" in answer.headers["Location"]
    return str(answer.headers["Location"])


def test_nobody_fills_the_database_with_what_they_typed_without_an_account(
    client: Client, place: Place
) -> None:
    ways = [send(client, place) for _ in range(25)]
    assert KeptEntry.objects.count() == 20
    assert "kept" in ways[0]
    assert "kept" not in ways[-1]


def test_what_nobody_came_back_for_goes_when_something_else_is_kept(client: Client, place: Place) -> None:
    send(client, place)
    KeptEntry.objects.update(kept_at=timezone.now() - timedelta(hours=2))
    send(client, place)
    assert KeptEntry.objects.count() == 1


def test_files_are_checked_for_one_machine_no_more_than_ten_times_a_minute(client: Client) -> None:
    assert [client.post("/check").status_code for _ in range(10)] == [422] * 10
    answer = client.post("/check")
    assert answer.status_code == 429
    assert "Please wait" in answer.content.decode()
    assert client.get("/check").status_code == 200
