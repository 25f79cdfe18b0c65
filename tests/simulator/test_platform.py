"""The LINE of our own refuses what LINE refuses: tokens, retry keys, quota, rates, limits, contents."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3
from linebot.v3.messaging import (
    ApiClient,
    Configuration,
    MessagingApi,
    MessagingApiBlob,
    ReplyMessageRequest,
    TextMessage,
)
from linebot.v3.messaging.exceptions import ApiException

from simulator import FakeClock, Person, Simulator
from simulator.person import NoSuchButtonError

TEXT = {"type": "text", "text": "สวัสดี"}


class World:
    """A platform whose bot only says 200, and calls made by hand."""

    def __init__(self, line: Simulator, clock: FakeClock) -> None:
        self.line, self.clock = line, clock
        self.bodies: list[dict[str, Any]] = []
        self.status = 200
        self._pool = urllib3.PoolManager(retries=False)

    def hear(self, body: bytes, _headers: dict[str, str]) -> int:
        self.bodies.append(json.loads(body))
        return self.status

    def post(self, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
        given = {"Authorization": "Bearer token", "Content-Type": "application/json", **headers}
        answer = self._pool.request("POST", self.line.api_url + path, body=json.dumps(body), headers=given)
        assert answer.headers["X-Line-Request-Id"]
        return answer.status, answer.json()

    def get(self, address: str) -> urllib3.BaseHTTPResponse:
        return self._pool.request("GET", address, headers={"Authorization": "Bearer token"})

    def reply(self, token: str, *messages: object) -> tuple[int, dict[str, Any]]:
        return self.post("/v2/bot/message/reply", {"replyToken": token, "messages": list(messages or [TEXT])})

    def push(self, person: Person, key: str = "", text: str = "สวัสดี") -> tuple[int, dict[str, Any]]:
        headers = {"X-Line-Retry-Key": key} if key else {}
        body = {"to": person.user_id, "messages": [{"type": "text", "text": text}]}
        return self.post("/v2/bot/message/push", body, **headers)

    def token(self, person: Person) -> str:
        person.says("hi")
        return str(self.bodies[-1]["events"][0]["replyToken"])


@pytest.fixture
def world() -> Iterator[World]:
    """A platform."""
    clock = FakeClock(datetime(2026, 11, 24, 3, tzinfo=UTC))
    made: list[World] = []
    with Simulator(
        channel_secret="s",
        access_token="token",
        clock=clock,
        bot=lambda body, headers: made[0].hear(body, headers),  # noqa: PLW0108
    ) as line:
        made.append(World(line, clock))
        yield made[0]


@pytest.fixture
def somchai(world: World) -> Person:
    """A person."""
    return world.line.person("สมชาย")


def test_a_reply_token_works_once(world: World, somchai: Person) -> None:
    token = world.token(somchai)
    assert world.reply(token)[0] == 200
    assert world.reply(token) == (400, {"message": "Invalid reply token"})
    assert somchai.last_texts() == ["สวัสดี"]


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 200), (61, 400)])
def test_a_reply_token_lives_a_minute(world: World, somchai: Person, seconds: int, status: int) -> None:
    token = world.token(somchai)
    world.clock.advance(seconds)
    assert world.reply(token)[0] == status


def test_a_redelivery_renews_the_token_until_twenty_minutes_after_the_event(world: World, somchai: Person) -> None:
    event = somchai.event_text("hi")
    for _ in range(19):
        world.clock.advance(60)
        world.line.deliver([event])
    world.clock.advance(59)
    assert world.reply(event["replyToken"])[0] == 200
    late = somchai.event_text("hi")
    world.clock.advance(1201)
    world.line.deliver([late])
    assert world.reply(late["replyToken"])[0] == 400


def test_a_retry_key_belongs_to_pushes_alone(world: World, somchai: Person) -> None:
    body = {"replyToken": world.token(somchai), "messages": [TEXT]}
    assert world.post("/v2/bot/message/reply", body, **{"X-Line-Retry-Key": str(uuid.uuid4())})[0] == 400


def test_a_push_with_the_same_key_is_accepted_once_for_a_day(world: World, somchai: Person) -> None:
    key = str(uuid.uuid4())
    assert world.push(somchai, key)[0] == 200
    status, body = world.push(somchai, key)
    assert (status, len(body["sentMessages"])) == (409, 1)
    assert len(somchai.chat) == 1
    world.clock.advance(24 * 3600)
    assert world.push(somchai, key)[0] == 200
    assert world.push(somchai, "not-a-uuid")[0] == 400


def test_another_body_under_a_used_key_is_noted_as_misuse(world: World, somchai: Person) -> None:
    key = str(uuid.uuid4())
    world.push(somchai, key)
    world.push(somchai, key, "อย่างอื่น")
    assert world.line.misuses == ["a retry key was used again with another body"]


def test_the_quota_counts_pushes_and_not_replies(world: World, somchai: Person) -> None:
    world.line.platform.quota = 1
    assert world.reply(world.token(somchai))[0] == 200
    assert world.push(somchai)[0] == 200
    assert world.push(somchai) == (429, {"message": "You have reached your monthly limit."})


def test_too_many_calls_a_second_are_refused(world: World) -> None:
    statuses = [world.get(f"{world.line.api_url}/v2/bot/richmenu/list").status for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    world.clock.advance(1)
    assert world.get(f"{world.line.api_url}/v2/bot/richmenu/list").status == 200


def test_a_wrong_access_token_and_unknown_people_are_refused(world: World, somchai: Person) -> None:
    assert world.post("/v2/bot/message/push", {}, Authorization="Bearer x")[0] == 401
    assert world.post("/v2/bot/message/push", {"to": "U" + "0" * 32, "messages": [TEXT]})[0] == 400
    somchai.state.blocked = True
    assert world.push(somchai)[0] == 200
    assert somchai.chat == []


@pytest.mark.parametrize(
    "path", ["/v2/bot/profile/U1", "/v2/bot/followers/ids", "/v2/bot/user/U1/richmenu", "/v2/bot/audienceGroup/list"]
)
def test_what_a_protected_channel_must_not_ask_is_remembered(world: World, path: str) -> None:
    assert world.get(world.line.api_url + path).status == 403
    assert len(world.line.misuses) == 1


def test_a_path_of_the_other_host_is_not_found(world: World) -> None:
    assert world.get(f"{world.line.data_url}/v2/bot/info").status == 404
    assert world.get(f"{world.line.api_url}/v2/bot/message/1/content").status == 404


def test_content_is_late_then_there_then_gone(world: World, somchai: Person) -> None:
    message_id = somchai.sends_image(b"pixels", "image/png")
    address = f"{world.line.data_url}/v2/bot/message/{message_id}/content"
    world.line.platform.contents[message_id].not_ready = 2
    assert [world.get(address).status for _ in range(3)] == [202, 202, 200]
    assert world.get(address).data == b"pixels"
    somchai.unsends()
    assert world.get(address).status == 410
    assert world.get(f"{world.line.data_url}/v2/bot/message/1/content").status == 404


def test_the_sdk_speaks_with_both_hosts(world: World, somchai: Person) -> None:
    message_id = somchai.sends_video(b"moving")
    blob = MessagingApiBlob(ApiClient(Configuration(access_token="token", host=world.line.data_url)))
    assert bytes(blob.get_message_content(message_id)) == b"moving"
    api = MessagingApi(ApiClient(Configuration(access_token="token", host=world.line.api_url)))
    request = ReplyMessageRequest(replyToken=world.token(somchai), messages=[TextMessage(text="ครับ")])
    assert len(api.reply_message(request).sent_messages) == 1
    with pytest.raises(ApiException):
        api.reply_message(request)
    assert api.get_bot_info().chat_mode == "bot"


def test_a_call_can_be_made_to_hang(world: World, somchai: Person) -> None:
    world.line.faults.hang("reply", seconds=0.2)
    token = world.token(somchai)
    assert world.reply(token)[0] == 200
    assert world.line.calls[-1].endpoint == "reply"


def test_failed_deliveries_come_again_as_redeliveries(world: World, somchai: Person) -> None:
    world.line.webhooks.redeliveries = 2
    world.status = 500
    somchai.says("hi")
    flags = [body["events"][0]["deliveryContext"]["isRedelivery"] for body in world.bodies]
    assert flags == [False, True, True]
    assert [one.status for one in world.line.deliveries] == [500, 500, 500]


def test_a_person_can_press_only_what_is_on_the_screen(world: World, somchai: Person) -> None:
    quick = {"items": [{"type": "action", "action": {"type": "postback", "label": "ใช่", "data": "yes"}}]}
    world.reply(world.token(somchai), {**TEXT, "quickReply": quick})
    assert somchai.buttons() == ["ใช่"]
    somchai.taps("ใช่")
    assert world.bodies[-1]["events"][0]["postback"] == {"data": "yes"}
    somchai.says("อื่น")
    with pytest.raises(NoSuchButtonError):
        somchai.taps("ใช่")


def bubble(**more: object) -> dict[str, object]:
    body = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "ก", **more}]}
    return {"type": "flex", "altText": "a", "contents": {"type": "bubble", "body": body}}


def quick(count: int, label: str = "ใช่", **action: object) -> dict[str, object]:
    item = {"type": "action", "action": {"type": "message", "label": label, "text": "x", **action}}
    return {**TEXT, "quickReply": {"items": [item] * count}}


THAI = "ร้องเรียนเรื่องทุจริต"
"""15 clusters, 21 code points: what labels are counted in matters."""


@pytest.mark.parametrize(
    ("messages", "taken"),
    [
        ([TEXT], True),
        ([TEXT] * 5, True),
        ([TEXT] * 6, False),
        ([], False),
        ([{"type": "text", "text": ""}], False),
        ([{"type": "text", "text": "ก" * 5000}], True),
        ([{"type": "text", "text": "ก" * 5001}], False),
        ([{"type": "text", "text": "😀" * 2500}], True),
        ([{"type": "text", "text": "😀" * 2501}], False),
        ([{**TEXT, "unknown": 1}], False),
        ([{"type": "hologram"}], False),
        ([quick(13)], True),
        ([quick(14)], False),
        ([quick(1, "ก" * 20)], True),
        ([quick(1, "ก" * 21)], False),
        ([quick(1, THAI + "กกกกก")], True),
        ([quick(1, THAI + "กกกกกก")], False),
        ([quick(1, "")], False),
        ([quick(1, text="x" * 300)], True),
        ([quick(1, text="x" * 301)], False),
        ([bubble()], True),
        ([bubble(wrap=True, scaling=True, size="lg", weight="bold")], True),
        ([bubble(colour="#fff")], False),
        ([bubble(text="")], False),
        ([bubble(text="x" * 30_000)], True),
        ([bubble(text="x" * 31_000)], False),
        ([{**bubble(), "altText": ""}], False),
        ([{**bubble(), "altText": "ก" * 1500}], True),
        ([{**bubble(), "altText": "ก" * 1501}], False),
        ([{"type": "flex", "altText": "a"}], False),
        ([{"type": "flex", "altText": "a", "contents": {"type": "bubble"}}], False),
        ([{"type": "location", "title": "t", "address": "a" * 100, "latitude": 1.0, "longitude": 2.0}], True),
        ([{"type": "location", "title": "t", "address": "a" * 101, "latitude": 1.0, "longitude": 2.0}], False),
        ([{"type": "image", "originalContentUrl": "http://x/o.jpg", "previewImageUrl": "https://x/p.jpg"}], False),
    ],
)
def test_messages_are_judged_at_below_and_above_every_limit(
    world: World, somchai: Person, messages: list[object], taken: bool
) -> None:
    body = {"replyToken": world.token(somchai), "messages": messages}
    status, answer = world.post("/v2/bot/message/reply", body)
    assert (status == 200) is taken, answer
    if not taken:
        assert answer["message"]
