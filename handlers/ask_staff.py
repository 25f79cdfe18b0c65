"""A question for a person: it becomes a case of its own kind, with a clock and a receipt."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from casework.receipt import contains_one
from handlers.complaint import question
from handlers.form import Place, Turn
from handlers.manual import town_of
from handlers.memory import Desk
from handlers.readers import cleaned
from handlers.wording import manual as words
from knowledge import manual_store
from models.days import bangkok_day

ROOMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("registry", re.compile(r"ทะเบียนราษฎร|ทะเบียนท้องถิ่น|งานทะเบียน|บัตรประจำตัว|ทะเบียนบ้าน")),
    ("revenue", re.compile(r"คลัง|รายได้|ภาษี|พาณิชย์")),
    ("works", re.compile(r"ช่าง|โยธา|ประปา|ไฟฟ้า|อาคาร|ก่อสร้าง")),
    ("health", re.compile(r"สาธารณสุข|สิ่งแวดล้อม|ขยะ|สุขาภิบาล")),
    ("welfare", re.compile(r"สวัสดิการ|พัฒนาชุมชน|สังคม|ผู้สูงอายุ")),
    ("education", re.compile(r"ศึกษา|เด็กเล็ก|โรงเรียน")),
    ("office", re.compile(r"ปลัด|ธุรการ|นิติการ|อำนวยการ|ป้องกัน")),
)
"""Which room answers, by the words of an entry's office."""

SHORTEST = 4
"""Characters: what is shorter is a slip of the thumb, not a question to pass on."""


def begin(desk: Desk, about: str, text: str) -> Turn:
    """Begin a question to staff; a question that found no answer need not be typed again."""
    kept = manual_store.find(desk.session, about, town_of(desk)) if about else None
    place = Place(secrets.token_hex(4), {"category": room(kept.entry.office if kept else "")})
    form, asked = question(lambda: bangkok_day(desk.now)), cleaned(text)
    if len(asked) < SHORTEST or contains_one(asked):
        return form.again(place)
    place = replace(place, answers={**place.answers, "what": [asked]})
    return form.again(place, words.QUESTION_TAKEN.format(text=asked))


def room(office: str) -> str:
    """The category of a question: the room whose words an office's name has."""
    return next((name for name, like in ROOMS if like.search(office)), "other")
