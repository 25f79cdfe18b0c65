"""The survey is handed out inside its window and counted without anybody; the guide always ends in a rule."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from knowledge import survey
from knowledge.no_gift import no_gift
from knowledge.survey import PeriodBroken
from models import LedgerEntry, LedgerPayload, SurveyCount, SurveyPeriod
from models.staff import Role
from tests.fixtures import Bot
from tests.site import Site, post

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OPENS, CLOSES = date(2026, 11, 1), date(2026, 12, 31)


def open_survey(site_or_bot: Site | Bot, closes: date = CLOSES) -> None:
    with site_or_bot.db.write() as session:
        survey.save(session, SurveyPeriod(fiscal_year=2570, code="abc123", opens_on=OPENS, closes_on=closes))


def test_outside_its_window_no_page_and_no_door_leads_to_the_survey(site: Site) -> None:
    browser = site.browser()
    assert "itas.nacc.go.th" not in browser.get("/eit").text
    assert "ไม่อยู่ในช่วงเปิด" in browser.get("/eit").text
    assert browser.get("/eit/go/web").status_code == 404


@pytest.mark.parametrize(("closes", "status"), [(date(2026, 11, 23), 404), (date(2026, 11, 24), 303)])
def test_the_window_closes_after_its_last_day(site: Site, closes: date, status: int) -> None:
    open_survey(site, closes)
    assert site.browser().get("/eit/go/web").status_code == status


def test_the_door_leads_to_the_agencys_own_link_and_counts_by_day_and_place(site: Site) -> None:
    open_survey(site)
    for place in ("web", "web", "counter", "line"):
        answer = site.browser().get(f"/eit/go/{place}?openExternalBrowser=1", headers=BROWSER)
        assert answer.headers["Location"] == "https://itas.nacc.go.th/go/eit/abc123"
    assert site.browser().get("/eit/go/elsewhere", headers=BROWSER).status_code == 404
    site.browser().get("/eit", headers=BROWSER)
    assert counted(site) == {("web", "opened"): 2, ("counter", "opened"): 1, ("line", "opened"): 1, ("web", "shown"): 1}


def test_only_browsers_are_counted_not_probes_and_previews(site: Site) -> None:
    open_survey(site)
    client = site.browser()
    for path in ("/eit", "/eit/go/web"):
        assert client.head(path, headers=BROWSER).status_code < 400
        assert client.get(path).status_code < 400
        assert client.get(path, headers={"Accept": "*/*"}).status_code < 400
    assert counted(site) == {}


def test_the_ledger_holds_one_entry_a_day_and_place_however_often_the_door_is_opened(site: Site) -> None:
    open_survey(site)
    for _ in range(5):
        site.browser().get("/eit/go/web", headers=BROWSER)
    assert entered(site) == []
    for _ in range(2):
        site.clock.advance(86_400)
        for place in ("web", "counter"):
            site.browser().get(f"/eit/go/{place}", headers=BROWSER)
    assert entered(site) == [
        ("opened.web", {"day": "2026-11-24", "count": 5}),
        ("opened.web", {"day": "2026-11-25", "count": 1}),
        ("opened.counter", {"day": "2026-11-25", "count": 1}),
    ]


def counted(site: Site) -> dict[tuple[str, str], int]:
    with site.db.read() as session:
        return {(row.place, row.act): row.count for row in session.scalars(select(SurveyCount))}


def entered(site: Site) -> list[tuple[str, object]]:
    """Topic and payload of every entry about the survey."""
    keys = site.services.keys
    with site.db.read() as session:
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.type == "eit").order_by(LedgerEntry.id)).all()
        payloads = [session.get_one(LedgerPayload, one.id).sealed for one in entries]
    opened = [json.loads(keys.unseal("ledger", data, one.commit)) for one, data in zip(entries, payloads, strict=True)]
    return [(one.topic, data["payload"]) for one, data in zip(entries, opened, strict=True)]


def test_the_internal_survey_is_named_on_no_public_page(site: Site) -> None:
    open_survey(site)
    for path in ("/", "/eit", "/no-gift", "/follow"):
        assert "iit" not in site.browser().get(path).text.lower()


@pytest.mark.parametrize(
    ("code", "opens", "closes"),
    [
        ("", OPENS, CLOSES),
        ("ab", OPENS, CLOSES),
        ("a" * 17, OPENS, CLOSES),
        ("ab/cd", OPENS, CLOSES),
        ("abc123", CLOSES, OPENS),
        ("abc123", date(2026, 9, 30), CLOSES),
        ("abc123", OPENS, date(2027, 10, 1)),
    ],
)
def test_a_window_that_cannot_be_is_refused(site: Site, code: str, opens: date, closes: date) -> None:
    with site.db.write() as session, pytest.raises(PeriodBroken):
        survey.save(session, SurveyPeriod(fiscal_year=2570, code=code, opens_on=opens, closes_on=closes))


def test_staff_set_the_window_and_print_a_poster(site: Site) -> None:
    site.hire("edit", (Role.EDITOR,))
    browser = site.signed_in("edit")
    wrong = post(browser, "/admin/survey", "/admin/survey", {"code": "?", "opens_on": "x", "closes_on": ""})
    assert (wrong.status_code, 'value="?"' in wrong.text) == (400, True)
    typed = {"code": "https://itas.nacc.go.th/go/eit/q1w2e3", "opens_on": "2569-11-01", "closes_on": "2026-12-31"}
    assert post(browser, "/admin/survey", "/admin/survey", typed).status_code == 303
    assert site.browser().get("/eit/go/counter", headers=BROWSER).headers["Location"].endswith("/eit/q1w2e3")
    page = browser.get("/admin/survey").text
    assert "โปสเตอร์หน้าเคาน์เตอร์" in page
    poster = browser.get("/admin/survey/poster.pdf")
    assert (poster.mimetype, poster.data[:5]) == ("application/pdf", b"%PDF-")


def test_the_declaration_of_the_year_stands_on_the_page_in_both_languages(site: Site) -> None:
    site.hire("edit", (Role.EDITOR,))
    browser = site.signed_in("edit")
    assert "ยังไม่ได้บันทึกประกาศ" in site.browser().get("/no-gift").text
    declared = {"signed_on": "2026-10-05", "signer": "นายใจดี", "position": "นายกเทศมนตรี", "words": "ไม่รับ <b>ของ</b>"}
    incomplete = post(browser, "/admin/survey", "/admin/survey/declaration", {**declared, "signer": " "})
    assert (incomplete.status_code, "ไม่รับ &lt;b&gt;" in incomplete.text) == (400, True)
    typed = {**declared, "words_en": "No gifts, please."}
    assert post(browser, "/admin/survey", "/admin/survey/declaration", typed).status_code == 303
    page = site.browser().get("/no-gift").text
    assert "ไม่รับ &lt;b&gt;ของ" in page
    assert "No gifts, please." in page


def test_every_way_through_the_guide_ends_in_a_cited_rule() -> None:
    policy = no_gift()
    seen: set[str] = set()

    def walk(key: str, path: tuple[str, ...]) -> None:
        assert key not in path, "a circle"
        if key in policy.ends:
            assert len(policy.ends[key].rule) > 10
            seen.add(key)
            return
        node = policy.nodes[key]
        seen.add(key)
        walk(node.when_yes, (*path, key))
        walk(node.when_no, (*path, key))

    walk(policy.start, ())
    assert seen == set(policy.nodes) | set(policy.ends)


def test_every_question_cites_a_rule_and_names_its_source_and_day() -> None:
    policy = no_gift()
    assert len(policy.entries) >= 20
    for entry in policy.entries:
        assert entry.legal in policy.rules
        assert entry.source.title
        assert entry.as_of is not None


def test_the_guide_works_on_the_page_without_a_script(site: Site) -> None:
    policy = no_gift()
    browser = site.browser()
    for key in (*policy.nodes, *policy.ends):
        assert browser.get(f"/no-gift?at={key}").status_code == 200
    assert browser.get("/no-gift?at=nowhere").status_code == 404


def test_the_chat_hands_out_the_link_only_inside_the_window(bot: Bot) -> None:
    person = bot.line.person("สมหญิง")
    assert "ไม่อยู่ในช่วงเปิด" in bot.hears(person, "แบบวัด EIT")[-1]
    open_survey(bot)
    said = bot.hears(person, "eit")[-1]
    assert "/eit/go/line?openExternalBrowser=1" in said
    assert person.state.user_id not in said
    bot.clock.advance(timedelta(days=60).total_seconds())
    assert "/eit/go" not in bot.hears(person, "eit")[-1]
