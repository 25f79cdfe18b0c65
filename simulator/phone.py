"""The phone in the browser: several people chat with the bot through the stand-in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, render_template, request

from simulator.line import Simulator
from simulator.person import NoSuchButtonError, Person
from simulator.platform import ChatMessage

POLL_SECONDS = 10.0
MOST_PEOPLE = 20
LONGEST_NAME = 60
UPLOAD_LIMIT = 10 * 1024 * 1024
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Link:
    """Something to open beside the phone; ``words`` may hold an account to sign in with."""

    label: str
    url: str
    words: str = ""


def create_phone(line: Simulator, menu: Sequence[str], links: Sequence[Link]) -> Flask:
    """The phone as an application; its pages all lie under /simulator/. ``menu``: words of the menu's areas."""
    app = Flask(
        "phone", root_path=str(Path(__file__).parent), static_folder="static", static_url_path="/simulator/static"
    )
    app.config["MAX_CONTENT_LENGTH"] = UPLOAD_LIMIT
    phone = Blueprint("phone", "phone", url_prefix="/simulator")
    phone.add_url_rule("/", "page", lambda: render_template("phone.html", links=links))
    phone.add_url_rule("/state", "state", lambda: state(line, menu))
    phone.add_url_rule("/act", "act", lambda: act(line), methods=["POST"])
    phone.add_url_rule("/upload", "upload", lambda: upload(line), methods=["POST"])
    phone.add_url_rule("/people", "people", lambda: add_person(line), methods=["POST"])
    phone.add_url_rule("/menu/<menu_id>", "menu_picture", lambda menu_id: menu_picture(line, menu_id))
    phone.add_url_rule("/content/<message_id>", "content", lambda message_id: content(line, message_id))
    app.register_blueprint(phone)
    app.after_request(_headers)
    return app


def state(line: Simulator, menu: Sequence[str]) -> Response:
    """What a phone shows, as soon as it is newer than what it has (or after ten seconds)."""
    platform, seen = line.platform, request.args.get("version", -1, type=int)
    person = _person(line, request.args.get("person", ""))
    with platform.changed:
        platform.changed.wait_for(lambda: platform.version != seen, timeout=POLL_SECONDS)
        return jsonify(
            version=platform.version,
            people=[{"id": p.user_id, "name": name} for name, p in line.persons.items()],
            person=person.user_id,
            friend=person.state.friend,
            blocked=person.state.blocked,
            typing=person.state.typing,
            menu=_menu(line, menu),
            chat=[_bubble(message) for message in person.chat],
        )


def _menu(line: Simulator, words: Sequence[str]) -> dict[str, Any]:
    """The installed rich menu; before one is installed, its words alone."""
    shown = line.platform.menus.get(line.platform.default_menu)
    if shown is None:
        return {"words": list(words)}
    areas = [{**area["bounds"], "action": area["action"]} for area in shown["areas"]]
    return {"picture": line.platform.default_menu, "size": shown["size"], "areas": areas}


def menu_picture(line: Simulator, menu_id: str) -> Response:
    """The picture of a rich menu."""
    data = line.platform.menu_images.get(menu_id)
    if data is None:
        abort(404)
    return Response(data, mimetype="image/png", headers={"X-Content-Type-Options": "nosniff"})


def act(line: Simulator) -> Response:
    """Something the person does: says, acts on a button, sends a sticker or a place, unsends, follows, blocks."""
    given = request.get_json()
    person = _person(line, str(given.get("person")))
    doings: dict[str, Callable[[], object]] = {
        "says": lambda: person.says(str(given.get("text", ""))[:5000]),
        "does": lambda: person.does(dict(given.get("action", {}))),
        "sticker": lambda: person.sends_sticker(sticker=str(given.get("sticker", "1"))[:10]),
        "location": person.sends_location,
        "audio": person.sends_audio,
        "unsends": lambda: person.unsends(str(given.get("message", ""))),
        "follows": person.follows,
        "blocks": person.blocks,
    }
    doing = doings.get(str(given.get("act")))
    if doing is None:
        abort(400)
    try:
        doing()
    except (NoSuchButtonError, KeyError):
        abort(400)
    return jsonify(done=True)


def upload(line: Simulator) -> Response:
    """A photo, video or file from the browser's disk."""
    person, sent = _person(line, request.form.get("person", "")), request.files.get("file")
    if sent is None:
        abort(400)
    data, media_type = sent.read(), sent.mimetype or "application/octet-stream"
    if media_type in ("image/png", "image/jpeg", "image/gif", "image/webp"):
        person.sends_image(data, media_type)
    elif media_type.startswith("video/"):
        person.sends_video(data)
    else:
        person.sends_file(sent.filename or "file", data)
    return jsonify(done=True)


def add_person(line: Simulator) -> Response:
    """Another person with a phone."""
    name = " ".join(str(request.get_json().get("name", "")).split())[:LONGEST_NAME]
    if not name or len(line.persons) >= MOST_PEOPLE:
        abort(400)
    return jsonify(person=line.person(name).user_id)


def content(line: Simulator, message_id: str) -> Response:
    """A picture somebody sent, for showing it in the chat."""
    found = line.platform.contents.get(message_id)
    if found is None or found.gone or not found.media_type.startswith("image/"):
        abort(404)
    return Response(found.data, mimetype=found.media_type, headers={"X-Content-Type-Options": "nosniff"})


def _bubble(message: ChatMessage) -> dict[str, Any]:
    return {
        "id": message.message_id,
        "sender": message.sender,
        "kind": message.kind,
        "text": message.text,
        "raw": message.raw,
        "at": message.at.isoformat(),
        "unsent": message.unsent,
    }


def _person(line: Simulator, user_id: str) -> Person:
    persons = line.persons
    found = next((person for person in persons.values() if person.user_id == user_id), None)
    return found or next(iter(persons.values()), None) or line.person("ผู้ใช้ " + secrets.token_hex(2))


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
