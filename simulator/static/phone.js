// The phone: asks for the chat's state, draws it, and tells the platform what the person does.
import { bubble } from "./bubbles.js";

const at = (id) => document.getElementById(id);
const STICKERS = ["😊", "🙏", "👍", "😢", "😡", "🎉"];
const state = { version: -1, person: "", friend: true };

async function post(path, body) {
  const answer = await fetch(`/simulator/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.ok ? answer.json() : null;
}

export const act = (doing) => post("act", { person: state.person, ...doing });

export function does(action) {
  if (action.type === "uri") window.open(action.uri, "_blank", "noopener");
  else act({ act: "does", action });
}

function drawQuickReplies(chat) {
  const last = chat[chat.length - 1];
  const items = last && last.sender === "bot" && last.raw.quickReply ? last.raw.quickReply.items : [];
  at("quick").replaceChildren(...(at("pc").checked ? [] : items).map(({ action }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.addEventListener("click", () => does(action));
    return button;
  }));
}

function menuButton(label, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", () => does(action));
  button.textContent = label;
  return button;
}

function area({ x, y, width, height, action }, size) {
  const button = menuButton("", action);
  button.setAttribute("aria-label", action.label || action.text);
  button.style.left = `${(x / size.width) * 100}%`;
  button.style.top = `${(y / size.height) * 100}%`;
  button.style.width = `${(width / size.width) * 100}%`;
  button.style.height = `${(height / size.height) * 100}%`;
  return button;
}

function drawMenu(menu) {
  at("menu").hidden = at("pc").checked;
  at("menu").classList.toggle("drawn", Boolean(menu.picture));
  if (!menu.picture) {
    at("menu").replaceChildren(...menu.words.map((word) => menuButton(word, { type: "message", text: word })));
  } else if (at("menu").dataset.picture !== menu.picture) {
    const picture = document.createElement("img");
    picture.src = `/simulator/menu/${menu.picture}`;
    picture.alt = "";
    at("menu").replaceChildren(picture, ...menu.areas.map((one) => area(one, menu.size)));
  }
  at("menu").dataset.picture = menu.picture || "";
}

function drawPeople(people) {
  at("person").replaceChildren(...people.map(({ id, name }) => new Option(name, id, false, id === state.person)));
}

function notify(chat, before) {
  const fresh = chat.slice(before).filter((message) => message.sender === "bot");
  const last = fresh[fresh.length - 1];
  if (!last || before === 0) return;
  at("notice").textContent = `LINE · เสียงใส: ${last.kind === "flex" ? last.raw.altText : last.text.split("\n")[0]}`;
  at("notice").hidden = false;
  clearTimeout(notify.timer);
  notify.timer = setTimeout(() => { at("notice").hidden = true; }, 2500);
}

function draw(news) {
  const before = state.chat && news.person === state.person ? state.chat.length : 0;
  Object.assign(state, news);
  drawPeople(news.people);
  drawMenu(news.menu);
  const typing = document.createElement("p");
  typing.className = "typing";
  typing.textContent = news.typing ? "กำลังพิมพ์…" : "";
  at("chat").replaceChildren(...news.chat.map((message) => bubble(message, { does, unsend: (id) => act({ act: "unsends", message: id }) })), typing);
  drawQuickReplies(news.chat);
  at("chat").scrollTop = at("chat").scrollHeight;
  notify(news.chat, before);
  at("follow").disabled = news.friend && !news.blocked;
  at("block").disabled = news.blocked;
}

async function listen() {
  for (;;) {
    try {
      const asked = state.person;
      state.waiting = new AbortController();
      const answer = await fetch(`/simulator/state?person=${asked}&version=${state.version}`, { signal: state.waiting.signal });
      const news = await answer.json();
      if (asked && asked !== state.person) continue;
      if (news.version !== state.version || news.person !== state.person) draw(news);
    } catch (problem) {
      if (problem.name !== "AbortError") await new Promise((resume) => setTimeout(resume, 1000));
    }
  }
}

function become(person) {
  Object.assign(state, { person, version: -1, chat: null });
  if (state.waiting) state.waiting.abort();
}

at("person").addEventListener("change", (event) => become(event.target.value));
at("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("words").value;
  if (!text.trim()) return;
  at("words").value = "";
  act({ act: "says", text });
});
at("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("say").requestSubmit();
  }
});

function toggles(button, panel) {
  at(button).addEventListener("click", () => {
    at(panel).hidden = !at(panel).hidden;
    at(button).setAttribute("aria-expanded", String(!at(panel).hidden));
  });
}
toggles("plus", "extras");
toggles("more", "menu-more");
at("pc").addEventListener("change", () => draw(state));
at("follow").addEventListener("click", () => act({ act: "follows" }));
at("block").addEventListener("click", () => act({ act: "blocks" }));
at("send-place").addEventListener("click", () => act({ act: "location" }));
at("send-audio").addEventListener("click", () => act({ act: "audio" }));
at("file").addEventListener("change", async (event) => {
  const form = new FormData();
  form.append("person", state.person);
  form.append("file", event.target.files[0]);
  event.target.value = "";
  await fetch("/simulator/upload", { method: "POST", body: form });
});
at("new-person").addEventListener("submit", async (event) => {
  event.preventDefault();
  const made = await post("people", { name: at("new-name").value });
  if (made) {
    at("new-name").value = "";
    at("menu-more").hidden = true;
    become(made.person);
  }
});
at("stickers").replaceChildren(...STICKERS.map((face, number) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = face;
  button.setAttribute("aria-label", `สติกเกอร์ ${number + 1}`);
  button.addEventListener("click", () => act({ act: "sticker", sticker: String(number + 1) }));
  return button;
}));
at("show-side").addEventListener("click", () => document.body.classList.add("aside"));
at("hide-side").addEventListener("click", () => document.body.classList.remove("aside"));
listen();
