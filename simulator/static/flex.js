// Draws a Flex message: box, text with spans, button, separator, image, icon, filler; bubbles and carousels.
const SIZES = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35 };
const GAPS = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

function dress(node, part) {
  if (part.margin) node.style.marginTop = `${GAPS[part.margin] ?? 0}px`;
  if (part.color && part.type !== "button") node.style.color = part.color;
  if (part.size && SIZES[part.size]) node.style.fontSize = `${SIZES[part.size]}px`;
  if (part.weight === "bold") node.style.fontWeight = "700";
  if (part.align) node.style.textAlign = part.align === "end" ? "right" : part.align;
  if (part.backgroundColor) node.style.backgroundColor = part.backgroundColor;
  if (typeof part.flex === "number") node.style.flexGrow = String(part.flex);
  return node;
}

const drawers = {
  box(part, does) {
    const box = element("div", `box ${part.layout}`);
    if (part.spacing) box.style.gap = `${GAPS[part.spacing] ?? 0}px`;
    box.append(...part.contents.map((inner) => draw(inner, does)));
    return box;
  },
  text(part) {
    const text = element("p", part.wrap ? "text wrap" : "text");
    if (part.contents) text.append(...part.contents.map((span) => dress(Object.assign(element("span", ""), { textContent: span.text }), span)));
    else text.textContent = part.text;
    return text;
  },
  button(part, does) {
    const button = element("button", `flex-button ${part.style || "link"}`);
    button.type = "button";
    button.textContent = part.action.label;
    if (part.color && part.style === "primary") button.style.backgroundColor = part.color;
    button.addEventListener("click", () => does(part.action));
    return button;
  },
  separator: () => element("hr", "separator"),
  filler: () => element("div", "filler"),
  image(part) {
    const image = element("img", "photo");
    image.src = part.url;
    image.alt = "";
    return image;
  },
};
drawers.icon = drawers.image;

function draw(part, does) {
  const drawer = drawers[part.type];
  return drawer ? dress(drawer(part, does), part) : element("div", "");
}

export function flex(contents, does) {
  if (contents.type === "carousel") {
    const carousel = element("div", "carousel");
    carousel.append(...contents.contents.map((one) => flex(one, does)));
    return carousel;
  }
  const bubble = element("div", "flex");
  for (const name of ["header", "hero", "body", "footer"]) {
    if (contents[name]) {
      const block = element("div", `block ${name}`);
      block.append(draw(contents[name], does));
      bubble.append(block);
    }
  }
  return bubble;
}
