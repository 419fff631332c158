"""People of a place: inviting, accepting, giving and taking roles, leaving."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.people import AT, make_organisation, make_people, make_person, make_place
from wholeplace.casefile.withholding import commit_value
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import (
    CachedValue,
    ChainEvent,
    EventDetail,
    Invitation,
    KeptEntry,
    Membership,
    Need,
    NeedSupport,
    Option,
    Person,
    Place,
)
from wholeplace.services.people import account, operations
from wholeplace.services.people.first_run import SomebodyIsHere, make_first_person
from wholeplace.services.people.operations import RoleEntry
from wholeplace.services.people.permissions import NotPermitted, Permission, may
from wholeplace.services.publication.queries import check_chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


@pytest.fixture
def people(place: Place) -> dict[Role, Person]:
    return make_people(place)


@pytest.fixture
def administrator(people: dict[Role, Person]) -> Person:
    return people["place-administrator"]


def invite(
    place: Place, by: Person, callbacks: Any, email: str = "new@example.org", role: str = "commissioner"
) -> str:
    """Invite somebody and return the token of the link in the letter."""
    with callbacks(execute=True):
        operations.invite_person(
            place=place, email=email, entry=RoleEntry(role, "Head of Homes"), by=by, at=AT
        )
    found = re.search(r"/account/invitation/([^/]+)/", mail.outbox[-1].body)
    assert found
    return found[1]


# --- invitations -----------------------------------------------------------------------------------------


def test_an_invitation_gives_its_role_to_whoever_opens_the_link(
    place: Place, administrator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    token, new = invite(place, administrator, django_capture_on_commit_callbacks), make_person("new")
    membership = operations.accept_invitation(token=token, by=new, at=AT)
    assert (membership.role, membership.office) == ("commissioner", "Head of Homes")
    assert may(new, Permission.RUN_COMMISSION, place)


def test_the_database_keeps_no_token(
    place: Place, administrator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    token = invite(place, administrator, django_capture_on_commit_callbacks)
    assert token not in str(Invitation.objects.values_list()[0])
    assert not any(token in str(event.body) for event in ChainEvent.objects.all())
    assert not any(token in str(detail.detail) for detail in EventDetail.objects.all())


def test_a_letter_leaves_only_when_the_invitation_is_stored(
    place: Place, administrator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        operations.invite_person(
            place=place, email="new@example.org", entry=RoleEntry("officer"), by=administrator, at=AT
        )
        assert mail.outbox == []
    assert len(callbacks) == 1


def test_that_a_letter_cannot_be_sent_undoes_nothing(
    place: Place,
    administrator: Person,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no mail server")

    monkeypatch.setattr(operations, "send_mail", fail)
    with django_capture_on_commit_callbacks(execute=True):
        operations.invite_person(
            place=place, email="new@example.org", entry=RoleEntry("officer"), by=administrator, at=AT
        )
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("how", ["used", "withdrawn", "too old", "forged", "empty"])
def test_an_invitation_that_does_not_work_says_so(
    place: Place, administrator: Person, django_capture_on_commit_callbacks: Any, how: str
) -> None:
    token, new, at = invite(place, administrator, django_capture_on_commit_callbacks), make_person("new"), AT
    if how == "used":
        operations.accept_invitation(token=token, by=make_person("first"), at=AT)
    elif how == "withdrawn":
        operations.withdraw_invitation(invitation=Invitation.objects.get(), by=administrator, at=AT)
    elif how == "too old":
        at = AT + operations.INVITATION_LASTS
    else:
        token = "" if how == "empty" else token[:-1] + ("A" if token[-1] != "A" else "B")
    with pytest.raises(operations.InvitationDoesNotWork):
        operations.accept_invitation(token=token, by=new, at=at)
    assert not Membership.objects.filter(person=new).exists()


def test_an_invitation_works_until_its_last_moment(
    place: Place, administrator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    token = invite(place, administrator, django_capture_on_commit_callbacks)
    at = AT + operations.INVITATION_LASTS - timedelta(seconds=1)
    assert operations.accept_invitation(token=token, by=make_person("new"), at=at).role == "commissioner"


def test_a_used_invitation_cannot_be_withdrawn(
    place: Place, administrator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    token = invite(place, administrator, django_capture_on_commit_callbacks)
    operations.accept_invitation(token=token, by=make_person("new"), at=AT)
    with pytest.raises(operations.InvitationDoesNotWork):
        operations.withdraw_invitation(invitation=Invitation.objects.get(), by=administrator, at=AT)


@pytest.mark.parametrize("role", sorted(set(operations.get_args(Role)) - {"place-administrator"}))
def test_only_administrators_invite(place: Place, people: dict[Role, Person], role: Role) -> None:
    with pytest.raises(NotPermitted):
        operations.invite_person(
            place=place, email="a@example.org", entry=RoleEntry("officer"), by=people[role], at=AT
        )
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "no address", "a@b\nBcc: c@example.org", "a@" + "x" * 300 + ".org", "\0@example.org"]
)
def test_an_address_that_is_none_is_refused(place: Place, administrator: Person, email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        operations.invite_person(
            place=place, email=email, entry=RoleEntry("officer"), by=administrator, at=AT
        )
    assert refused.value.path == "email"


def test_a_role_for_an_organisation_of_another_place_is_refused(place: Place, administrator: Person) -> None:
    foreign = make_organisation(make_place("elsewhere", "Elsewhere"))
    with pytest.raises(InvalidInput):
        operations.invite_person(
            place=place,
            email="a@example.org",
            entry=RoleEntry("provider", "", foreign),
            by=administrator,
            at=AT,
        )


def test_the_chain_names_nobody_who_was_invited(
    place: Place, administrator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    token = invite(place, administrator, django_capture_on_commit_callbacks, email="secret.name@example.org")
    operations.accept_invitation(token=token, by=make_person("Secret Name"), at=AT)
    assert "secret" not in str(list(ChainEvent.objects.values_list("body", "by"))).lower()
    assert [event.kind for event in ChainEvent.objects.all()] == ["person-invited", "invitation-accepted"]


# --- roles -----------------------------------------------------------------------------------------------


def test_a_role_is_given_and_taken_with_an_event_each(
    place: Place, people: dict[Role, Person], administrator: Person
) -> None:
    person = people["evaluator"]
    given = operations.give_role(
        place=place, person=person, entry=RoleEntry("officer"), by=administrator, at=AT
    )
    assert may(person, Permission.DECIDE, place)
    operations.take_role(membership=given, by=administrator, at=AT)
    assert not may(person, Permission.DECIDE, place)
    assert [event.kind for event in ChainEvent.objects.all()] == ["role-given", "role-taken"]


def test_a_role_is_given_once(place: Place, people: dict[Role, Person], administrator: Person) -> None:
    with pytest.raises(operations.AlreadyHasRole):
        operations.give_role(
            place=place, person=people["officer"], entry=RoleEntry("officer"), by=administrator, at=AT
        )


def test_the_last_administrator_stays(place: Place, administrator: Person) -> None:
    last = Membership.objects.get(place=place, role="place-administrator")
    with pytest.raises(operations.LastAdministrator):
        operations.take_role(membership=last, by=administrator, at=AT)
    assert may(administrator, Permission.MANAGE_PEOPLE, place)


def test_a_closed_account_does_not_count_as_an_administrator(place: Place, administrator: Person) -> None:
    closed = make_person("closed", is_active=False)
    Membership.objects.create(person=closed, place=place, role="place-administrator")
    last = Membership.objects.get(place=place, person=administrator)
    with pytest.raises(operations.LastAdministrator):
        operations.take_role(membership=last, by=administrator, at=AT)


def test_an_administrator_leaves_once_another_is_there(
    place: Place, people: dict[Role, Person], administrator: Person
) -> None:
    operations.give_role(
        place=place, person=people["officer"], entry=RoleEntry("place-administrator"), by=administrator, at=AT
    )
    last = Membership.objects.get(place=place, person=administrator)
    operations.take_role(membership=last, by=administrator, at=AT)
    assert not may(administrator, Permission.MANAGE_PEOPLE, place)


def test_an_administrator_of_another_place_takes_no_role_here(
    place: Place, people: dict[Role, Person]
) -> None:
    other = make_people(make_place("elsewhere", "Elsewhere"))["place-administrator"]
    with pytest.raises(NotPermitted):
        operations.take_role(membership=people["officer"].memberships.get(), by=other, at=AT)


# --- the first account -----------------------------------------------------------------------------------

FIRST = {"name": "Ama", "email": "AMA@example.org", "password": "correct horse battery staple", "at": AT}


def test_the_first_account_is_an_operator_with_a_confirmed_address(db: None, settings: Any) -> None:
    settings.FIRST_RUN_CODE = "abcd1234"
    person = make_first_person(code=" ABCD1234 ", **FIRST)
    assert person.is_operator
    assert EmailAddress.objects.get(user=person).verified


@pytest.mark.parametrize(
    ("code", "expected"), [("wrong", "abcd1234"), ("", "abcd1234"), ("", ""), ("\0é", "abcd1234")]
)
def test_the_first_account_needs_the_code_of_the_terminal(
    db: None, settings: Any, code: str, expected: str
) -> None:
    settings.FIRST_RUN_CODE = expected
    with pytest.raises(InvalidInput) as refused:
        make_first_person(code=code, **FIRST)
    assert refused.value.path == "code"
    assert not Person.objects.exists()


def test_there_is_one_first_account(people: dict[Role, Person], settings: Any) -> None:
    settings.FIRST_RUN_CODE = "abcd1234"
    with pytest.raises(SomebodyIsHere), transaction.atomic():
        make_first_person(code="abcd1234", **FIRST)
    assert not ChainEvent.objects.exists()


# --- leaving ---------------------------------------------------------------------------------------------


def test_erasing_takes_everything_personal_and_the_chain_still_holds(
    place: Place, people: dict[Role, Person], administrator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    token = invite(
        place, administrator, django_capture_on_commit_callbacks, email="ama@example.org", role="officer"
    )
    ama = make_person("Ama")
    operations.accept_invitation(token=token, by=ama, at=AT)
    operations.give_role(place=place, person=ama, entry=RoleEntry("commissioner"), by=administrator, at=AT)
    head = check_chain().head
    account.erase_person(by=ama, at=AT)
    after = check_chain(known_head=head)
    assert after.broken == ""
    assert after.events == 4
    kept = Person.objects.get(pk=ama.pk)
    assert (kept.name, kept.is_active, kept.is_operator) == ("", False, False)
    assert "ama" not in kept.email
    everything = dump_database()
    assert "ama@example.org" not in everything
    assert '"Ama"' not in everything


def dump_database() -> str:
    """Write out every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows.append(str(cursor.fetchall()))
    return "\n".join(rows)


def test_without_its_salt_an_erased_detail_cannot_be_guessed(
    place: Place, people: dict[Role, Person], administrator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    invite(place, administrator, django_capture_on_commit_callbacks, email="ama@example.org")
    before = EventDetail.objects.get()
    commitment = ChainEvent.objects.get().body["commitment"]
    assert commit_value({"email": "ama@example.org"}, before.salt) == commitment
    account.erase_person(by=make_person("Ama"), at=AT)
    after = EventDetail.objects.get(pk=before.pk)
    assert (after.salt, after.detail) == ("", None)
    assert after.erased_at is not None


def test_erasing_keeps_the_shape_of_what_was_decided(
    place: Place, people: dict[Role, Person], commission: Any
) -> None:
    ama = make_person("Ama")
    need = Need.objects.create(
        place=place, number=1, title="A bench", what="…", recorded_by=ama, recorded_at=AT
    )
    NeedSupport.objects.create(need=need, person=ama, at=AT)
    option = Option.objects.create(
        commission=commission, slug="ours", name="Ours", model="in-house", proposed_by=ama, proposed_at=AT
    )
    account.erase_person(by=ama, at=AT)
    assert NeedSupport.objects.filter(need=need).count() == 1
    option.refresh_from_db()
    assert str(option.proposed_by) == ""
    assert Need.objects.get().title == "A bench"


@pytest.fixture
def commission(place: Place, people: dict[Role, Person]) -> Any:
    from tests.web.people import make_commission

    return make_commission(place, people["commissioner"])


def test_erasing_leaves_others_alone(place: Place, people: dict[Role, Person], administrator: Person) -> None:
    for role in ("evaluator", "member"):
        operations.give_role(
            place=place, person=people[role], entry=RoleEntry("officer"), by=administrator, at=AT
        )
    account.erase_person(by=people["evaluator"], at=AT)
    kept = EventDetail.objects.filter(detail__name=people["member"].name)
    assert kept.count() == 1
    assert Authenticator.objects.filter(user=people["member"]).exists()
    assert may(Person.objects.get(pk=people["member"].pk), Permission.SEE_WORK, place)


def test_the_last_administrator_cannot_erase_themselves(place: Place, administrator: Person) -> None:
    with pytest.raises(operations.LastAdministrator):
        account.erase_person(by=administrator, at=AT)
    assert Person.objects.get(pk=administrator.pk).name


def test_the_address_of_somebody_who_left_is_free_again(db: None) -> None:
    ama = make_person("Ama")
    account.erase_person(by=ama, at=AT)
    assert make_person("Ama").email == "ama@example.org"


def test_what_has_run_out_is_deleted_and_nothing_else(db: None) -> None:
    for hours in (0, 2):
        KeptEntry.objects.create(
            token_hash=str(hours), path="/", entry={}, kept_at=AT - timedelta(hours=hours)
        )
        Session.objects.create(
            session_key=str(hours), session_data="", expire_date=AT + timedelta(hours=1 - hours)
        )
        CachedValue.objects.create(cache_key=str(hours), value="", expires=AT + timedelta(hours=1 - hours))
    account.forget_expired(at=AT)
    for table in (KeptEntry, Session, CachedValue):
        assert table.objects.count() == 1
    assert KeptEntry.objects.get().token_hash == Session.objects.get().session_key == "0"


def test_data_out_names_everything_that_is_kept(
    place: Place, people: dict[Role, Person], administrator: Person
) -> None:
    person = people["resident"]
    operations.give_role(place=place, person=person, entry=RoleEntry("evaluator"), by=administrator, at=AT)
    Need.objects.create(
        place=place, number=7, title="A bench", what="…", recorded_by=person, recorded_at=AT,
        answer="Yes", answered_by=administrator, answered_at=AT,
    )  # fmt: skip
    data = account.export_person(Person.objects.get(pk=person.pk))
    assert data["email"] == person.email
    assert [role["role"] for role in data["roles"]] == ["evaluator", "resident"]
    assert data["needs"][0]["became"] == "answered"
    assert data["needs"][0]["reason"] == "Yes"


# Embeddings, overrides and isolates, which turn the direction of what follows them.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=220) | st.text("\x08\u202e\uffff a", min_size=1, max_size=5))
def test_any_name_is_stored_or_refused_with_a_sentence(db: None, name: str) -> None:
    person = Person.objects.filter(email="any@example.org").first() or make_person("any")
    tidy = " ".join("".join(sign for sign in name if sign not in TURNING).split())
    if tidy and len(tidy) <= 200 and not any(sign < " " or sign in "\ufffe\uffff" for sign in tidy):
        account.change_name(by=person, name=name, at=AT)
        person.refresh_from_db()
        assert person.name == tidy
        return
    with pytest.raises(InvalidInput) as refused:
        account.change_name(by=person, name=name, at=AT)
    assert refused.value.path == "name"
