"""A report on the web, followed and withdrawn there, leaves no word, name or receipt on the disk."""

from __future__ import annotations

from collections.abc import Callable

from casework.requests import Wish
from tests.portal.report_form import checked, code_of, go_on
from tests.portal.test_following import opened, wish
from tests.promises.conftest import Canary, dump
from tests.site import Site

Finds = Callable[[bytes, list[Canary]], list[str]]
STORY, WHO, WHY = "กาเหว่าสีม่วงเรียกเงินสองพันบาท", "นายสมมุติยิ่งนักผู้ไม่มีจริง", "เปลี่ยนใจเพราะเหตุสมมุติ"


def test_a_web_report_leaves_no_word_and_no_receipt_in_a_dump(site: Site, finds: Finds) -> None:
    client = site.browser()
    check = checked(site, client, what=STORY, who=WHO)
    code = code_of(go_on(client, check, "/report/send"))
    go_on(client, check, "/report/send")
    wish(client, opened(client, code), Wish.WITHDRAW, reason=WHY, sure="yes")
    planted = [Canary("story", STORY), Canary("who", WHO), Canary("why", WHY), Canary("receipt", code)]
    assert finds(dump(site.db), planted) == []
