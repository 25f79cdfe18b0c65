"""The endpoints of api-data.line.me: files people sent, and the picture of a rich menu."""

from __future__ import annotations

import re

from simulator.api import Endpoint, Request, Response, refuse
from simulator.platform import Content, Platform

IMAGE_LIMIT = 1024 * 1024


def content(platform: Platform, _request: Request, match: re.Match[str]) -> Response:
    """GET …/content: 202 until it is ready, 404 unknown, 410 after unsend."""
    found = platform.contents.get(match[1])
    if found is None:
        return refuse(404, "Not found")
    if found.gone:
        return refuse(410, "Gone")
    if found.not_ready:
        found.not_ready -= 1
        return Response(202)
    return Response(200, found.data, media_type=found.media_type)


def preview(platform: Platform, request: Request, match: re.Match[str]) -> Response:
    """GET …/content/preview: pictures and videos only."""
    found = platform.contents.get(match[1])
    if found and not found.media_type.startswith(("image/", "video/")):
        return refuse(400, "Preview is not available")
    return content(platform, request, match)


def transcoding(platform: Platform, _request: Request, match: re.Match[str]) -> Response:
    """GET …/content/transcoding: sound and video only."""
    found = platform.contents.get(match[1])
    if found is None:
        return refuse(404, "Not found")
    if not found.media_type.startswith(("audio/", "video/")):
        return refuse(400, "Transcoding is not available")
    return Response(body={"status": _transcoding(found)})


def upload_menu(platform: Platform, request: Request, match: re.Match[str]) -> Response:
    """POST …/richmenu/{id}/content: PNG or JPEG up to 1 MB, once."""
    if match[1] not in platform.menus:
        return refuse(404, "Not found")
    if request.headers.get("content-type") not in ("image/png", "image/jpeg"):
        return refuse(415, "Unsupported media type")
    if len(request.body) > IMAGE_LIMIT:
        return refuse(413, "Request entity too large")
    if match[1] in platform.menu_images:
        return refuse(400, "An image has already been uploaded to the richmenu")
    platform.menu_images[match[1]] = request.body
    return Response()


def _transcoding(found: Content) -> str:
    if found.not_ready:
        found.not_ready -= 1
        return "processing"
    return found.transcoding


DATA: tuple[tuple[str, str, str, Endpoint], ...] = (
    ("GET", r"/v2/bot/message/(\d+)/content", "content", content),
    ("GET", r"/v2/bot/message/(\d+)/content/preview", "content", preview),
    ("GET", r"/v2/bot/message/(\d+)/content/transcoding", "content", transcoding),
    ("POST", r"/v2/bot/richmenu/(richmenu-[0-9a-f]{32})/content", "richmenu_image", upload_menu),
)
"""Method, path, name and handler of every endpoint of the data host."""
