// One bubble of the chat, of any kind.
import { flex } from "./flex.js";

const STICKERS = ["😊", "🙏", "👍", "😢", "😡", "🎉"];

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const drawers = {
  text: (message) => element("p", "words", message.text),
  sticker: (message) => element("p", "sticker", STICKERS[(Number(message.raw.stickerId) - 1) % STICKERS.length] || "🙂"),
  image: (message) => {
    const image = element("img", "photo");
    image.src = `/simulator/content/${message.id}`;
    image.alt = "รูปที่ส่ง";
    return image;
  },
  video: () => element("p", "words", "🎞️ วิดีโอ"),
  audio: () => element("p", "words", "🎤 ข้อความเสียง 0:01"),
  file: (message) => element("p", "words", `📄 ${message.text}`),
  location: (message) => element("p", "words", `📍 ${message.raw.title}\n${message.raw.address}`),
};

export function bubble(message, acts) {
  const row = element("div", `row ${message.sender}`);
  if (message.unsent) {
    row.append(element("p", "gone", "ยกเลิกการส่งข้อความแล้ว"));
    return row;
  }
  const body = message.kind === "flex" ? flex(message.raw.contents, acts.does) : (drawers[message.kind] || drawers.text)(message);
  const time = element("small", "time", new Date(message.at).toLocaleTimeString("th-TH", { hour: "2-digit", minute: "2-digit" }));
  row.append(body, time);
  if (message.sender === "person") {
    const unsend = element("button", "unsend", "ยกเลิกการส่ง");
    unsend.type = "button";
    unsend.addEventListener("click", () => acts.unsend(message.id));
    row.append(unsend);
  }
  return row;
}
