"""The No Gift Policy in the chat: the declaration, questions with their rule, and a guide of yes and no."""

from __future__ import annotations

import re
import secrets

from handlers.greeting import MENU_TAPS
from handlers.memory import Desk, Memory
from handlers.speech import Button, Heard, Reply, Tap, plain
from handlers.wording import CORRUPTION, MENU_WORD
from handlers.wording import no_gift as say
from knowledge.entries import Entry
from knowledge.no_gift import End, Node, declaration, no_gift
from models.days import bangkok_day
from reports.calendar import thai_date

Step = tuple[tuple[Reply, ...], Memory, str]
OVERVIEW, GUIDE, LIST = "gift.overview", "gift.guide", "gift.list"
ASKED = re.compile(r"(นโยบาย)? ?(no ?gift|โนกิฟ|งดรับของขวัญ|ไม่รับของขวัญ).*")
YES = ("yes", "ใช่", "ใช่ค่ะ", "ใช่ครับ")
NO = ("no", "ไม่", "ไม่ใช่", "ไม่ใช่ค่ะ", "ไม่ใช่ครับ")
REPORT_TAP = Tap(say.REPORT, say=say.REPORT)


def step(desk: Desk, memory: Memory, heard: Heard) -> Step | None:
    """The next step when the policy is being talked about, or begins to be; None for everything else."""
    said = heard.button.value if heard.button else plain(heard.text)
    if heard.button and heard.button.conversation != memory.data.get("conversation"):
        return None
    if not heard.attachment and ASKED.fullmatch(said):
        return overview(desk)
    steps = {OVERVIEW: _from_overview, GUIDE: _in_guide, LIST: _in_list}
    return steps[memory.topic](memory, said) if memory.topic in steps else None


def overview(desk: Desk) -> Step:
    """The policy, this year's declaration, and three ways on."""
    today = bangkok_day(desk.now)
    found = declaration(desk.session, today)
    declared = say.NOT_DECLARED
    if found is not None:
        day = thai_date(found.signed_on, "short")
        declared = say.DECLARED.format(year=found.fiscal_year, signer=found.signer, position=found.position, day=day)
    ways = say.WHAT_NEXT.format(guide=say.ASK_GUIDE, questions=say.QUESTIONS, report=say.REPORT)
    more = say.MORE.format(url=f"{desk.office.public_url}/no-gift")
    conversation = secrets.token_hex(4)
    taps = (
        Tap(say.ASK_GUIDE, Button(conversation, "gift", "1")),
        Tap(say.QUESTIONS, Button(conversation, "gift", "2")),
        REPORT_TAP,
        Tap(MENU_WORD, say=MENU_WORD),
    )
    text = "\n\n".join((say.POLICY, declared, ways, more))
    return (Reply(text, taps),), Memory(OVERVIEW, {"conversation": conversation}), "gift"


def tell(entry: Entry) -> Reply:
    """A question of the policy answered: with its rule, its source and that it is no ruling."""
    policy = no_gift()
    words = say.ANSWER.format(
        question=entry.name,
        answer=entry.answer,
        rule=policy.rules.get(entry.legal, entry.legal),
        source=entry.source.title,
        day=thai_date(entry.as_of, "short") if entry.as_of else "-",
        closing=policy.closing,
    )
    return Reply(words, (REPORT_TAP, Tap(say.ASK_GUIDE, say="No Gift Policy"), *MENU_TAPS))


def _from_overview(memory: Memory, said: str) -> Step | None:
    if said in ("1", plain(say.ASK_GUIDE)):
        return _ask(memory, no_gift().nodes[no_gift().start])
    if said in ("2", plain(say.QUESTIONS)):
        lines = [f"{number}. {entry.name}" for number, entry in enumerate(no_gift().entries, start=1)]
        text = "\n".join((say.WHICH_QUESTION, *lines))
        return (Reply(text, MENU_TAPS),), Memory(LIST, memory.data), "gift"
    return None


def _in_list(memory: Memory, said: str) -> Step | None:
    number = re.fullmatch(r"(?:ข้อ)? ?(\d{1,2})[.)]?", said)
    entries = no_gift().entries
    if number is None or not 1 <= int(number[1]) <= len(entries):
        return None
    return (tell(entries[int(number[1]) - 1]),), memory, "gift"


def _in_guide(memory: Memory, said: str) -> Step | None:
    node = no_gift().nodes.get(memory.data.get("node", ""))
    if node is None:
        return None
    is_choice = plain(node.yes_words) not in YES  # between two things: a bare "yes" chooses neither
    yes = {"1", plain(node.yes_words), *(() if is_choice else YES)}
    no = {"2", plain(node.no_words), *(() if is_choice else NO)}
    if said not in yes | no:
        return _ask(memory, node, say.GUIDE_AGAIN) if len(said) <= 12 else None
    following = node.when_yes if said in yes else node.when_no
    if following in no_gift().nodes:
        return _ask(memory, no_gift().nodes[following])
    return (_verdict(no_gift().ends[following]),), Memory(), "gift"


def _ask(memory: Memory, node: Node, before: str = "") -> Step:
    conversation = memory.data.get("conversation") or secrets.token_hex(4)
    text = node.ask + say.YES_OR_NO.format(yes=node.yes_words, no=node.no_words)
    taps = tuple(
        Tap(words, Button(conversation, node.key, value))
        for words, value in ((node.yes_words, "1"), (node.no_words, "2"))
    )
    kept = Memory(GUIDE, {"conversation": conversation, "node": node.key})
    return (Reply(f"{before}\n\n{text}" if before else text, taps),), kept, "gift"


def _verdict(end: End) -> Reply:
    words = say.VERDICT.format(verdict=end.verdict, words=end.words, rule=end.rule, closing=no_gift().closing)
    corruption = (Tap(CORRUPTION, say=CORRUPTION),) if end.report else ()
    return Reply(words, (*corruption, REPORT_TAP, *MENU_TAPS))
