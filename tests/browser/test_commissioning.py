"""A commissioner takes a need to a published decision, through nothing but the pages.

Weeks pass on the service's own clock: no guard is skipped and no principle overridden, and everybody whom a
guard asks for (the second person, the evaluator, the member, the officer) comes through the sign-in page.
"""

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.people import make_people, make_place
from wholeplace.casefile.verify import verify_case_file
from wholeplace.records.models import BudgetHead, CaseFile, Commission
from wholeplace.services.publication.queries import check_chain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [pytest.param(True, 320, id="scripts-phone"), pytest.param(False, 1280, id="no-scripts-wide")]
B = "/calderwick/commissions/housing-related-support"
TODAYS, TEAM, GRANT = "Business as usual", "Our own team", "Grant to charities"
# As they are copied from a spreadsheet, with its headings.
LINES = (
    "name\tagency\tcategory\tamount\tfirst_year\tlast_year\tgrade\tsource\n"
    "Support workers\tCalderwick Council\tStaff\t{cost}\t0\t3\t3\tPayroll, May 2026\n"
    "Buildings\tCalderwick Council\tOther running costs\t£12,000\t0\t3\t2\tBudget book\n"
)
CHOSEN = ("kind", "agency", "outcome", "grade")
BENEFIT = {
    "name": "Homes kept", "agency": "council", "kind": "fiscal-cashable", "outcome": "fewer-people-lose-their-home",
    "population": "triangular 20 40 50", "unit_value": "9000", "first_year": "0", "last_year": "3", "grade": "3", "source": "Returns, 2025",
}  # fmt: skip
COSTS = {TODAYS: "£900,000", TEAM: "triangular 820000 860000 940000", GRANT: "£880,000"}


@dataclass
class Story:
    """Everybody who takes part, each with a browser of their own."""

    visit: Any
    clock: Any
    people: Any
    scripts: bool
    width: int
    here: dict[str, Any] = field(default_factory=dict)

    def come(self, role: str) -> Any:
        """Come as somebody: the first time through the sign-in page, later with the session they have."""
        if role not in self.here:
            visitor = self.visit(None, scripts=self.scripts, width=self.width)
            self.here[role] = visitor.sign_in_by_hand(self.people[role])
        return self.here[role]

    def read(self, path: str) -> Any:
        """Open a page as somebody without an account."""
        if "reader" not in self.here:
            self.here["reader"] = self.visit(None, scripts=self.scripts, width=self.width)
        self.here["reader"].open(path)
        return self.here["reader"]

    def wait(self, days: int) -> None:
        """Let days pass; sessions end, so everybody signs in again when they come back."""
        self.clock.pass_days(days)
        for role, visitor in self.here.items():
            visitor.context.clear_cookies()
            if role in self.people:
                visitor.sign_in(self.people[role])


@pytest.mark.parametrize(("scripts", "width"), WAYS)
def test_a_commissioner_takes_a_need_to_a_published_decision(
    transactional_db: None, visit: Any, clock: Any, scripts: bool, width: int
) -> None:
    place = make_place()
    people = make_people(place)
    BudgetHead.objects.create(place=place, slug="council", name="Calderwick Council")
    clock.pass_days(-100)
    story = Story(visit, clock, people, scripts, width)
    record_need(story)
    found_commission(story)
    draw_up_longlist(story)
    ask_what_the_law_allows(story)
    answer_public_interest(story)
    shorten_list(story)
    hear_people(story)
    consult(story)
    assess_equality(story)
    appraise(story)
    declare_interests(story)
    recommend(story)
    decide(story)
    publish_decision(story)
    award(story)


def record_need(story: Story) -> None:
    """A resident says what is needed; the commissioner adds what is known about it."""
    resident = story.come("resident")
    resident.open("/calderwick/")
    resident.go("Say what is needed here")
    resident.press("Say what is needed")
    resident.fill("What is needed, in one line?", "A home to keep")
    resident.fill("Say more, in your own words", "We lose our rooms in winter.")
    resident.press("Publish it")
    resident.look("a01-need-recorded")
    commissioner = story.come("commissioner")
    commissioner.open("/calderwick/needs/1")
    commissioner.go("Add evidence")
    commissioner.fill("What is it?", "Homelessness review 2026")
    commissioner.fill("Who says so? (optional)", "The council")
    commissioner.look("a02-evidence")
    commissioner.press("Add it")
    commissioner.look("a03-need-with-evidence")


def found_commission(story: Story) -> None:
    """Start it, say what it is for, open it to everybody, move on to the options."""
    lead = story.come("commissioner")
    lead.open("/tasks/")
    lead.look("a04-tasks")
    lead.go("Start a commission")
    lead.look("a05-new")
    lead.fill("Title", "Housing-related support")
    lead.fill("What is being decided?", "Who should help people keep their home?")
    lead.fill("Estimated value of the whole contract or budget, with VAT (optional)", "£4.2m")
    lead.fill_date("When would the new arrangement start? (optional)", dt.date(2027, 4, 1))
    lead.pick("What kind of service is it?", "Homelessness")
    lead.pick("How is the need met today?", "Contract with a large firm")
    lead.press("Start it")
    lead.look("a06-manage-new")
    lead.go("Needs it answers")
    lead.look("a07-needs-empty")
    lead.pick("Which need?", "1. A home to keep")
    lead.fill("Why does this commission answer it? (optional)", "It is why people come to us.")
    lead.press("Cite this need")
    lead.go("Back to the task list")
    lead.go("Outcomes")
    lead.fill("What should be different for people?", "Fewer people lose their home")
    lead.fill("How would we know? (optional)", "Households a year, 412 in 2025")
    lead.press("Add it")
    lead.look("a08-outcomes")
    lead.go("Back to the task list")
    lead.go("Open to the public")
    lead.look("a09-open")
    lead.press("Open it now")
    lead.go("Move on to")
    lead.look("a10-move")
    lead.press("Move on")
    assert Commission.objects.get().stage == "options"


def draw_up_longlist(story: Story) -> None:
    """Name success factors, add options and a lever that needs no provider, hold each against them, drop one."""
    lead = story.come("commissioner")
    lead.go("Critical success factors")
    lead.fill("What must an option do to be worth comparing?", "Reaches the whole place")
    lead.press("Add it")
    lead.look("a11-factors")
    lead.go("Back to the task list")
    lead.go("Longlist and shortlist")
    lead.look("a12-longlist-begun")
    for name, model in (
        (TEAM, "In-house"),
        (GRANT, "Grant"),
        ("Redesign the hostel", "Redesign the service"),
    ):
        lead.go("Add an option")
        lead.fill("Name", name)
        lead.pick("How would it be delivered?", model)
        lead.fill("What is it? (optional)", "One worker for each household.")
        lead.fill("Weaknesses", "Staff are hard to find.")
        lead.look("a13-option-add")
        lead.press("Add it")
    for name in (TODAYS, "Do minimum", TEAM, GRANT, "Redesign the hostel"):
        lead.go(f"Assess {name}")
        lead.choose("Reaches the whole place", "No" if name.startswith("Redesign") else "Yes")
        lead.fill("Why? (Reaches the whole place)", "Seen on visits in May.")
        lead.look("a14-assess")
        lead.press("Save")
    lead.go("Drop Redesign the hostel")
    lead.look("a15-drop")
    lead.fill("Why is it dropped?", "It helps 20 people in one building, not the whole place.")
    lead.press("Drop it")
    lead.look("a16-longlist")
    assert "It helps 20 people in one building" in lead.text()


def ask_what_the_law_allows(story: Story) -> None:
    """Tell the rules what is known, and take advice where they ask for it."""
    lead = story.come("commissioner")
    lead.open(f"{B}/manage/")
    lead.go("What the law allows")
    lead.look("a17-law")
    lead.go("Change these facts")
    lead.choose("Does an Act oblige the body to see to this service?", "Yes")
    lead.choose("May staff move to another employer?", "Yes")
    lead.look("a18-legal-facts")
    lead.press("Save")
    for name in (TODAYS, TEAM, GRANT):
        lead.go(f"Record advice on {name}")
        lead.choose("What does the advice come to?", "Available")
        lead.fill("What does it say?", "The place may choose this.")
        lead.fill("Who gave it?", "Monitoring officer")
        lead.fill_date("When?", story.clock.today())
        lead.look("a19-advice")
        lead.press("Save")
    lead.look("a20-law-advised")


def answer_public_interest(story: Story) -> None:
    """Answer the test, one question a page, and let a second person check it."""
    lead = story.come("commissioner")
    lead.open(f"{B}/manage/")
    lead.go("Public Interest Test")
    lead.look("a21-test")
    lead.go("Value for money")
    lead.look("a22-question")
    for number in range(12):
        lead.page.get_by_label("Yes" if 5 <= number < 11 else "In-house", exact=True).check()
        lead.fill("Why?", f"We looked at it in detail: reason {number}.")
        lead.press("Save and continue")
    lead.look("a23-answers")
    lead.press("Hand it to a second person")
    lead.page.get_by_label("officer of calderwick, Officer").check()
    lead.look("a24-hand-over")
    lead.press("Hand it over")
    officer = story.come("officer")
    officer.open("/tasks/")
    officer.go("Check the Public Interest Test")
    officer.look("a25-check")
    officer.choose("Do you agree with the answers and the indication?", "Yes, I agree")
    officer.press("Send")
    assert "agreed on" in officer.text()


def shorten_list(story: Story) -> None:
    """Put three options on the shortlist, and ask people."""
    lead = story.come("commissioner")
    lead.open(f"{B}/manage/longlist")
    lead.go(f"Describe {TODAYS}")
    lead.fill("Weaknesses", "Households see a new worker every year.")
    lead.look("a26-describe")
    lead.press("Save")
    for name in (TODAYS, TEAM, GRANT):
        lead.press(f"Shortlist {name}")
    lead.look("a27-shortlist")
    lead.go("Back to the task list")
    lead.go("Move on to")
    lead.fill("Anything the public should know about this step? (optional)", "Tell us what you think.")
    lead.press("Move on")
    assert Commission.objects.get().stage == "debate"


def hear_people(story: Story) -> None:
    """Record users, community and staff, what they said, and the answer to each."""
    lead = story.come("commissioner")
    lead.go("Who was heard")
    lead.look("a28-involve-empty")
    for group in ("People who use the service", "The community", "Front-line staff"):
        lead.go(group)
        lead.fill("What was it?", f"Evening for {group[:1].lower()}{group[1:]}")
        lead.fill_date("When was it?", story.clock.today() - dt.timedelta(days=4))
        lead.fill("How were they heard?", "Meeting")
        lead.fill("How many people took part?", "42")
        lead.look("a29-involvement")
        lead.press("Save and continue")
        lead.go(f"Add what people said: Evening for {group[:1].lower()}{group[1:]}")
        lead.fill("What did people say?", "Keep one worker for each household")
        lead.fill("How many people said it?", "12")
        lead.look("a30-theme")
        lead.press("Save and continue")
        lead.go("Answer")
        lead.fill("What is your answer?", "Every option that stays on the list does this.")
        lead.look("a31-answer")
        lead.press("Save and continue")
    lead.look("a32-involve")


def consult(story: Story) -> None:
    """Hold a consultation of six weeks: nothing is called best before it has closed."""
    lead = story.come("commissioner")
    lead.go("Announce a consultation")
    opens = story.clock.today() + dt.timedelta(days=1)
    lead.fill("What is the consultation called?", "Have your say on help to keep a home")
    lead.fill_date("When does it open?", opens)
    lead.fill_date("When does it close?", opens + dt.timedelta(days=42))
    lead.fill("What is still open to be changed?", "Who provides it, and where.")
    lead.fill("How can people respond? (optional)", "Online, or at any library.")
    lead.choose("Does the law ask for this consultation?", "No")
    lead.look("a33-consultation")
    lead.press("Save and continue")
    assert "Opens soon" in lead.text()
    story.wait(10)
    reader = story.read(f"{B}/")
    assert "Nothing is settled yet" in reader.text()
    reader.look("a34-consulted")
    lead.open(f"{B}/recommend/")
    lead.look("a35-recommend-too-early")
    assert "The consultation has not closed yet" in lead.text()
    story.wait(40)
    lead.open("/tasks/")
    lead.look("a36-tasks")
    lead.go("Count the responses")
    lead.go("Count the responses")
    lead.fill("How many responses came in?", "210")
    lead.press("Save and continue")
    lead.look("a37-consultation-closed")


def assess_equality(story: Story) -> None:
    """Look at each protected group, and finish."""
    lead = story.come("commissioner")
    lead.go("Equality assessment")
    lead.look("a38-equality")
    lead.go("Age")
    for number in range(9):
        lead.fill("How do they stand today?", "One in four of 400 households a year.")
        for name in (TODAYS, TEAM, GRANT):
            lead.choose(f"{name}: what would it do?", "Better" if name == TEAM else "No difference")
        if number == 0:
            lead.look("a39-equality-group")
        lead.press("Save and continue")
    lead.go("Finish the assessment")
    lead.fill("What does the assessment come to?", "Nobody is worse off; people gain a steady worker.")
    lead.press("Finish the assessment")
    assert "Assessed on" in lead.text()
    lead.look("a40-equality-assessed")
    lead.open(f"{B}/manage/")
    lead.go("Grant or contract")
    lead.fill("Would a grant serve better than a contract?", "A grant cannot carry the duty.")
    lead.look("a41-route")
    lead.press("Save")


def appraise(story: Story) -> None:
    """Begin with the shortlist, write the lines, hand it in, and publish what was computed."""
    lead = story.come("commissioner")
    lead.go("Appraisal")
    lead.look("a42-appraisal-begin")
    lead.press("Begin with the shortlist")
    lead.look("a43-appraisal-begun")
    lead.go("Change The case as a whole")
    lead.fill("Years looked at", "4")
    lead.fill("Draws", "2000")
    lead.look("a44-appraisal-case")
    lead.press("Save")
    for name, cost in COSTS.items():
        lead.go(name)
        lead.page.locator('[data-table="costs"]').get_by_role("link", name="Paste lines").click()
        lead.fill("Lines", LINES.format(cost=cost))
        lead.press("Add these lines")
        assert "Added 2 lines." in lead.text()
        lead.look("a45-appraisal-option")
        lead.go("The whole appraisal")
    add_benefit(story, lead)
    lead.look("a47-appraisal-written")
    lead.go("Hand in and compute")
    lead.fill("What is new in this version? (optional)", "For Cabinet")
    lead.look("a48-compute")
    lead.press("Hand in and compute")
    assert "Not published" in lead.text()
    lead.look("a49-version")
    lead.go("Publish this version")
    lead.look("a50-publish")
    lead.press("Publish this version")
    lead.look("a51-documents")
    assert verify_case_file(CaseFile.objects.get().document).holds


def add_benefit(story: Story, lead: Any) -> None:
    """Add one line: on a form of its own, or with scripts in a row of the sheet that saves as one types."""
    lead.go(TEAM)
    sheet = lead.page.locator('[data-table="benefits"]')
    sheet.get_by_role("link", name="Add a benefit").click()
    if story.scripts:
        for column, text in BENEFIT.items():
            cell = sheet.locator(f'tbody tr td[data-column="{column}"] > *')
            cell.select_option(text) if column in CHOSEN else cell.fill(text)
        expect(lead.page.locator("[data-state]")).to_have_text(re.compile(r"^Saved at"))
        expect(lead.page.locator(".is-unsaved")).to_have_count(0)
        lead.look("a46-benefit")
        lead.page.reload()
    else:
        for column, text in BENEFIT.items():
            field = lead.page.locator(f"#id_{column}")
            field.select_option(text) if column in CHOSEN else field.fill(text)
        lead.look("a46-benefit")
        lead.press("Save")
    assert "Homes kept" in lead.page.content()
    lead.go("The whole appraisal")


def declare_interests(story: Story) -> None:
    """Everybody who scores, recommends or decides says whether they have an interest."""
    for role in ("commissioner", "evaluator", "member", "officer"):
        person = story.come(role)
        person.open(f"{B}/interests/")
        person.go("Declare your interests")
        person.choose("Is there an interest to declare?", "No")
        person.look("a52-declare")
        person.press("Declare")
    person.look("a53-interests")
    assert "Everybody has declared." in person.text()


def recommend(story: Story) -> None:
    """Recommend an option, see that nothing stands in the way, and move on to the decision."""
    lead = story.come("commissioner")
    lead.open(f"{B}/manage/")
    lead.look("a54-manage-debate")
    lead.go("Recommendation")
    lead.choose("Which option do you recommend?", TEAM)
    lead.fill("Why this one?", "People keep one worker, and it costs the least.")
    lead.fill("What could go wrong?", "We may not find enough staff: we begin to recruit in January.")
    lead.look("a55-recommend")
    lead.press("Recommend")
    lead.look("a56-recommended")
    lead.open(f"{B}/manage/")
    assert "Nothing stands in the way." in lead.text()
    lead.go("Move on to")
    lead.press("Move on")
    assert Commission.objects.get().stage == "decision"
    story.wait(2)


def decide(story: Story) -> None:
    """A member records what Cabinet decided, with the vote that went the other way."""
    member = story.come("member")
    member.open("/tasks/")
    member.look("a57-member-tasks")
    member.go("Record the decision")
    member.fill("Why?", "It keeps the workers whom people trust.")
    member.fill(f"Why not “{TODAYS}”?", "It costs more and workers change.")
    member.fill(f"Why not “{GRANT}”?", "A grant cannot carry the duty.")
    member.fill("Who decided?", "Cabinet")
    member.choose("member of calderwick", "Against")
    member.fill("Reason of member of calderwick, if it should be published", "The risk stays with us.")
    member.choose("officer of calderwick", "For")
    member.look("a58-decision")
    member.press("Record the decision")
    assert "The risk stays with us." in member.text()
    member.look("a59-decided")


def publish_decision(story: Story) -> None:
    """Set the review, publish the case file anew; everybody reads the decision and can work it out again."""
    lead = story.come("commissioner")
    lead.open(f"{B}/manage/")
    lead.go("Date of the review")
    lead.fill_date("When is this looked at again?", story.clock.today() + dt.timedelta(days=800))
    lead.fill("What would bring that forward?", "Cost a tenth above plan\nTwo complaints upheld")
    lead.look("a60-review")
    lead.press("Save and continue")
    lead.follow("Manage")
    lead.go("Publish the case file")
    lead.look("a61-publish-again")
    lead.press("Publish this version")
    reader = story.read("/calderwick/")
    reader.look("a62-place")
    reader.go("Housing-related support")
    reader.look("a63-thread")
    reader.follow("Decision")
    assert "Cabinet decided: Our own team" in reader.text()
    reader.look("a64-decision")
    check_case_file()


def check_case_file() -> None:
    """What was published holds, says what was decided, and rests on no override."""
    document = CaseFile.objects.order_by("-published__sequence")[0].document
    verdict = verify_case_file(document)
    assert verdict.holds, verdict.findings
    told = json.loads(document)
    votes = {one["vote"]: one.get("reason") for one in told["commission"]["decision"]["members"]}
    assert votes == {"against": "The risk stays with us.", "for": None}
    statuses = {one["code"]: one["status"] for one in told["results"]["principles"]}
    assert "overridden" not in statuses.values()
    # Boundaries, notices and barriers are recorded by later wings.
    later = {"boundary-kept", "outcomes-not-inputs", "open-to-social-sector", "ownership-known"}
    assert {code for code, status in statuses.items() if status != "met"} <= later
    assert check_chain().broken == ""


def award(story: Story) -> None:
    """Not before the time for calling in is over: then the award is recorded and the thread goes on."""
    lead = story.come("commissioner")
    lead.open(f"{B}/manage/move")
    assert "Wait for the end of the call-in" in lead.text()
    lead.look("a65-call-in-open")
    story.wait(12)
    lead.open(f"{B}/decision/")
    lead.go("Record the award")
    lead.choose("By which route?", "In-house service agreement")
    lead.look("a66-award")
    lead.press("Record the award")
    lead.follow("Manage")
    lead.go("Move on to")
    lead.press("Move on")
    assert Commission.objects.get().stage == "award"
    lead.look("a67-awarded")
