"""Addresses of the settings of a place, and of a new one."""

from __future__ import annotations

from django.urls import path, re_path

from wholeplace.faces.web.access import operators_only, permitted
from wholeplace.faces.web.settings import beginning, views
from wholeplace.services.people.permissions import Permission

keepers = permitted(Permission.KEEP_PLACE)
managers = permitted(Permission.MANAGE_PEOPLE)
ALL = "<slug:place>/settings/"
RECORDS = r"^(?P<place>[-a-zA-Z0-9_]+)/settings/(?P<kind>parameter|law-rule)/"
IDENTIFIER = r"(?P<identifier>[a-z0-9][a-z0-9.-]*)"

urlpatterns = [
    path("new-place", operators_only(beginning.NewPlace.as_view()), name="new-place"),
    path(ALL, views.show_settings, name="settings"),
    path(f"{ALL}about", keepers(views.ChangeIdentity.as_view()), name="settings-about"),
    path(f"{ALL}limits", keepers(views.ChangeLimits.as_view()), name="settings-limits"),
    path(f"{ALL}open", keepers(views.OpenPlace.as_view()), name="settings-open"),
    path(f"{ALL}organisations/", views.show_organisations, name="settings-organisations"),
    path(
        f"{ALL}organisations/add", keepers(views.AddOrganisation.as_view()), name="settings-organisation-add"
    ),
    path(
        f"{ALL}organisations/<slug:organisation>",
        keepers(views.ChangeOrganisation.as_view()),
        name="settings-organisation",
    ),
    path(f"{ALL}budgets/", views.show_budgets, name="settings-budgets"),
    path(f"{ALL}budgets/add", keepers(views.AddBudget.as_view()), name="settings-budget-add"),
    path(f"{ALL}budgets/<slug:budget>", keepers(views.ChangeBudget.as_view()), name="settings-budget"),
    re_path(rf"{RECORDS}\Z", views.show_records, name="settings-records"),
    re_path(rf"{RECORDS}add\Z", keepers(views.KeepRecord.as_view()), name="settings-record-add"),
    re_path(rf"{RECORDS}{IDENTIFIER}/change\Z", keepers(views.KeepRecord.as_view()), name="settings-record"),
    re_path(
        rf"{RECORDS}{IDENTIFIER}/remove\Z", keepers(views.DropRecord.as_view()), name="settings-record-remove"
    ),
    path(f"{ALL}people/", views.show_people, name="settings-people"),
    path(f"{ALL}people/invite", managers(views.Invite.as_view()), name="settings-invite"),
    path(f"{ALL}people/<int:number>/give", managers(views.GiveRole.as_view()), name="settings-role-give"),
    path(f"{ALL}people/<int:number>/take", managers(views.TakeRole.as_view()), name="settings-role-take"),
    path(
        f"{ALL}invitations/<int:number>/withdraw",
        managers(views.WithdrawInvitation.as_view()),
        name="settings-invitation-withdraw",
    ),
]
