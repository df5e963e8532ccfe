// The gallery: every brand as it is now. What is out of sight is not loaded; a page and its place are led in step.

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const BASE = "/__whitelabel/";
const at = (name, more = {}) => `${BASE}${name}?${new URLSearchParams({ token: root.dataset.token, ...more })}`;
const originOf = (slug) => `${location.protocol}//${slug}.localhost:${location.port}`;
const make = (name, data = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), data);
  made.append(...inside);
  return made;
};
const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

// Width and height of a page, and how wide its picture is at least.
const SIZES = { phone: [390, 780, "min(220px, 42vw)"], tablet: [820, 1080, "300px"], desktop: [1280, 800, "400px"] };
const DEFAULTS = { page: "", language: "", width: "desktop", scheme: "", forced: false, motion: false };
const state = { ...DEFAULTS, scroll: 0, search: "" };
const cards = new Map();
const observed = new WeakMap();
let details = new Map();
let opened = null;

// ── What is looked at ───────────────────────────────────────────────────────────────────────────────────────────

const controls = byId("controls");

function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const [name, normal] of Object.entries(DEFAULTS)) {
    const value = said.get(name);
    if (value !== null) state[name] = typeof normal === "boolean" ? value === "true" : value;
  }
  if (!(state.width in SIZES)) state.width = DEFAULTS.width;
}
function writeAddress() {
  const said = Object.entries(DEFAULTS).filter(([name, normal]) => state[name] !== normal);
  const hash = new URLSearchParams(said.map(([name]) => [name, String(state[name])]));
  history.replaceState(null, "", said.length ? `#${hash}` : location.pathname);
}
function showControls() {
  for (const name of Object.keys(DEFAULTS)) {
    const field = controls.elements[name];
    if (field instanceof RadioNodeList) for (const radio of field) radio.checked = radio.value === state[name];
    else if (field.type === "checkbox") field.checked = state[name];
    else field.value = state[name];
  }
  const colours = state.forced ? "forced colours, on dark" : state.scheme && `${state.scheme} colours`;
  const shown = [colours, state.motion && "reduced motion"];
  const list = shown.filter(Boolean).join(", ");
  const near = state.forced ? " Forced colours are near to what Windows shows, not the same." : "";
  byId("note").textContent = list ? `Emulated in each page: ${list}.${near}` : "";
}
function set(changes) {
  Object.assign(state, changes);
  writeAddress();
  showControls();
  if ("width" in changes) measure();
  if ("scheme" in changes || "forced" in changes || "motion" in changes) dressAll();
  if ("page" in changes || "language" in changes) {
    state.scroll = 0;
    for (const card of cards.values()) card.lead();
    opened?.lead();
  }
}
controls.addEventListener("change", ({ target }) => {
  set({ [target.name]: target.type === "checkbox" ? target.checked : target.value });
});
controls.addEventListener("submit", (event) => event.preventDefault());

// Pages and languages are known of the brands that were looked at.
function offer() {
  const lists = [...details.values()];
  const options = (select, wanted, name) => {
    const first = select.name === "language" ? [select.options[0]] : [];
    const values = new Set([...wanted, ...(state[select.name] ? [state[select.name]] : [])]);
    const now = [...select.options].map((option) => option.value).filter(Boolean).join();
    if (now === [...values].join()) return;
    select.replaceChildren(...first, ...[...values].map((value) => make("option", { value, textContent: name(value) })));
  };
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "code" });
  const called = (tag) => {
    try {
      return names.of(tag.replace("_", "-"));
    } catch {
      return tag;
    }
  };
  const title = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
  options(controls.elements.page, lists.flatMap((one) => one.pages.map((page) => page.name)), title);
  options(controls.elements.language, lists.flatMap((one) => one.locales).sort(), called);
  state.page ||= lists.find((one) => one.pages.length)?.pages[0].name ?? "";
  showControls();
}

// ── A framed page ───────────────────────────────────────────────────────────────────────────────────────────────

const frames = new Set();

class Framed {
  constructor(slug, place, isKeyed) {
    this.slug = slug;
    this.place = place;
    this.isKeyed = isKeyed;
    this.frame = null;
    this.path = "";
    this.locale = "";
    frames.add(this);
  }
  get wanted() {
    const about = details.get(this.slug);
    if (!about?.pages.length) return null;
    const alike = about.pages.filter((page) => page.name === (state.page || about.pages[0].name));
    return (alike.find((page) => page.locale === state.language) ?? alike.find((page) => page.locale === about.locales[0]) ?? alike[0]) || null;
  }
  set note(text) {
    this.place.querySelector(".wait").textContent = text;
  }
  lead() {
    const about = details.get(this.slug);
    const wanted = this.wanted;
    if (!wanted) {
      this.note = !about ? "Loading" : about.pages.length ? `Has no page “${state.page}”` : "Can’t be shown yet: see its problems";
      this.drop();
      return;
    }
    if (this.frame && this.path === wanted.path) return;
    this.path = wanted.path;
    this.locale = wanted.locale;
    const address = originOf(this.slug) + wanted.path;
    if (this.frame) {
      // A new frame, so that going back in the browser leaves the gallery alone.
      this.frame.remove();
    }
    this.frame = make("iframe", { title: `${about.card.name}, ${wanted.name}`, name: JSON.stringify(dressed(this.slug)), src: address });
    if (!this.isKeyed) this.frame.tabIndex = -1;
    // Whatever the page does, it leaves the gallery where it is.
    this.frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-modals";
    this.frame.addEventListener("load", () => {
      this.frame.classList.add("there");
      this.say({ do: "hello" });
    });
    this.place.append(this.frame);
  }
  /** Tell the page something; one that is on its way is told when it is there. */
  say(data) {
    if (this.frame?.classList.contains("there")) this.frame.contentWindow.postMessage({ whitelabel: this.slug, ...data }, originOf(this.slug));
  }
  drop() {
    this.frame?.remove();
    this.frame = null;
    this.path = "";
  }
  end() {
    this.drop();
    frames.delete(this);
  }
}

const dressed = (slug) => ({ whitelabel: slug, scheme: state.scheme, motion: state.motion, forced: state.forced });
function dressAll() {
  for (const each of frames) {
    if (each.frame) each.frame.name = JSON.stringify(dressed(each.slug));
    each.say({ do: "dress", ...dressed(each.slug) });
  }
}

addEventListener("message", ({ data, origin, source }) => {
  const from = [...frames].find((each) => each.frame?.contentWindow === source);
  if (!from || origin !== originOf(from.slug) || data?.whitelabel !== from.slug) return;
  if (data.is === "scroll" && Number.isFinite(data.to)) {
    state.scroll = data.to;
    for (const each of frames) if (each !== from) each.say({ do: "scroll", to: data.to });
  } else if (data.is === "escape") {
    if (from === opened) one.close();
  } else if (data.is === "here" && typeof data.path === "string") {
    from.say({ do: "dress", ...dressed(from.slug) });
    if (data.path === from.path) {
      if (state.scroll) from.say({ do: "scroll", to: state.scroll });
      return;
    }
    from.path = data.path;
    const page = details.get(from.slug)?.pages.find((one) => one.path === data.path);
    if (!page) return;
    // A brand that hasn't the chosen language is shown in its own: who stays in that hasn't chosen it.
    const isOther = page.locale !== from.locale;
    from.locale = page.locale;
    set({ page: page.name, ...(isOther ? { language: page.locale } : {}) });
  }
});

// ── Cards ───────────────────────────────────────────────────────────────────────────────────────────────────────

const list = byId("brands");

class Card {
  constructor(told) {
    this.told = told;
    this.element = byId("card").content.firstElementChild.cloneNode(true);
    this.framed = new Framed(told.slug, this.part("frame"), false);
    this.isSeen = false;
    this.part("open").addEventListener("click", () => open(this.told.slug));
    this.part("open").addEventListener("focus", () => rove(this));
    observed.set(this.element, this);
    watcher.observe(this.element);
    this.show(told);
  }
  part(name) {
    return this.element.querySelector(`.${name}`);
  }
  show(told) {
    this.told = told;
    this.part("open").textContent = told.name;
    this.part("open").title = told.slug;
    const status = this.part("status");
    status.dataset.is = told.status;
    status.textContent = statusOf(told);
    this.text = `${told.name} ${told.slug}`.toLocaleLowerCase();
  }
  about() {
    const told = details.get(this.told.slug);
    if (!told) return;
    this.part("territory").textContent = told.territory.join(" · ") || (isRead(told) ? "No territory" : "–");
    this.part("territory").title = told.territory.join("\n");
    const [worst] = told.pairs;
    const contrast = this.part("contrast");
    contrast.textContent = worst ? `${ratio(worst)} of ${worst.least}` : "–";
    contrast.title = worst ? `Lowest: ${worst.ink} on ${worst.paper}, ${worst.mode}` : "";
    contrast.classList.toggle("fails", told.pairs.some((pair) => pair.ratio < pair.least));
    const icon = told.icons.find((one) => one.purpose === "icon") ?? told.icons[0];
    const sign = this.part("sign");
    const address = icon && at("picture", { brand: this.told.slug, path: icon.path });
    if (icon && sign.firstChild?.getAttribute("src") !== address) sign.replaceChildren(make("img", { src: address, alt: "" }));
    if (!icon) sign.replaceChildren();
  }
  lead() {
    if (this.isSeen) this.framed.lead();
  }
  see(isSeen) {
    this.isSeen = isSeen;
    if (!isSeen) {
      waiting.delete(this.told.slug);
      this.framed.drop();
      return;
    }
    if (details.has(this.told.slug)) this.framed.lead();
    else {
      this.framed.note = "Loading";
      want(this.told.slug);
    }
  }
  end() {
    watcher.unobserve(this.element);
    this.framed.end();
    this.element.remove();
  }
}

function statusOf({ status, errors, warnings }) {
  if (status === "unseen") return "Not looked at yet";
  const parts = [errors && counted(errors, "error"), warnings && counted(warnings, "warning")].filter(Boolean);
  return parts.join(", ") || "No problems";
}
// A brand has a language at least; of one that can't be read nothing is known.
const isRead = (told) => told.locales.length > 0;
// Cut, not rounded: 4.496 is not 4.5.
const ratio = (pair) => (Math.floor(pair.ratio * 100) / 100).toFixed(2);

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) observed.get(target)?.see(isIntersecting);
  },
  { rootMargin: "160px 0px" },
);

function measure() {
  const [wide, high, card] = SIZES[state.width];
  for (const [name, value] of Object.entries({ card, wide: `${wide}px`, high: `${high}px`, shape: `${wide} / ${high}` })) {
    root.style.setProperty(`--${name}`, value);
  }
  const shown = [...cards.values()].find((each) => !each.element.hidden);
  if (shown) list.style.setProperty("--scale", shown.part("frame").clientWidth / wide);
  if (!opened) return;
  const stage = byId("one-stage");
  const style = getComputedStyle(stage);
  const room = [stage.clientWidth - 2 * parseFloat(style.paddingLeft), stage.clientHeight - 2 * parseFloat(style.paddingTop)];
  // As high as there is room: a page is read by scrolling.
  const scale = Math.min(1, room[0] / wide);
  const tall = Math.min(room[1], state.width === "phone" ? Math.min(844, high * 1.4) * scale : room[1]);
  const own = { scale, high: `${tall / scale}px`, "shown-wide": `${wide * scale}px`, "shown-high": `${tall}px` };
  for (const [name, value] of Object.entries(own)) stage.style.setProperty(`--${name}`, value);
}
new ResizeObserver(measure).observe(list);
addEventListener("resize", measure);

// ── What is told of a brand ─────────────────────────────────────────────────────────────────────────────────────

// One after the other: whoever holds the project can do no more at once, and what goes out of sight meanwhile isn't asked.
const waiting = new Set();
let isAsking = false;
function want(slug) {
  waiting.add(slug);
  if (!isAsking) ask();
}
async function ask() {
  isAsking = true;
  while (waiting.size) {
    const [slug] = waiting;
    waiting.delete(slug);
    try {
      const given = await fetch(at("brand.json", { brand: slug }));
      if (given.status === 503) {
        waiting.add(slug);
        await new Promise((done) => setTimeout(done, 1000));
      } else if (given.ok) {
        details.set(slug, await given.json());
        offer();
        cards.get(slug)?.show(details.get(slug).card);
        cards.get(slug)?.about();
        cards.get(slug)?.lead();
        if (opened?.slug === slug) showOne();
        tally();
      } else {
        const said = await given.text();
        for (const each of frames) if (each.slug === slug && !each.frame) each.note = said;
      }
    } catch {
      // The line to the server is down; when it is up again, all is asked anew.
      waiting.clear();
    }
  }
  isAsking = false;
}

let product = "";
async function refresh() {
  const given = await fetch(at("gallery.json"));
  if (!given.ok) return;
  const told = await given.json();
  product = told.product;
  const slugs = new Set(told.brands.map((one) => one.slug));
  for (const [slug, card] of cards) {
    if (slugs.has(slug)) continue;
    card.end();
    cards.delete(slug);
    details.delete(slug);
    if (opened?.slug === slug) one.close();
  }
  let place = null;
  for (const one of told.brands) {
    if (cards.has(one.slug)) cards.get(one.slug).show(one);
    else cards.set(one.slug, new Card(one));
    const { element } = cards.get(one.slug);
    const next = place ? place.nextElementSibling : list.firstElementChild;
    if (next !== element) list.insertBefore(element, next);
    place = element;
  }
  byId("product").textContent = product || "Preview";
  document.title = `${product || "All brands"} · preview`;
  for (const card of cards.values()) if (card.isSeen) want(card.told.slug);
  if (opened) want(opened.slug);
  sift();
  measure();
}

/** What is wrong with these brands: the project's errors are each brand's, and said once. */
function amiss(shown) {
  const seen = shown.map((card) => card.told).filter((told) => told.status !== "unseen");
  const common = seen.length && Math.min(...seen.map((told) => told.common));
  const wrong = seen.filter((told) => told.errors > common).length;
  const parts = [common && `${counted(common, "error")} of the project`, wrong && `${counted(wrong, "brand")} with errors`];
  return parts.filter(Boolean).map((said) => `, ${said}`).join("");
}
function tally() {
  const shown = [...cards.values()].filter((card) => !card.element.hidden);
  const parts = [counted(cards.size, "brand")];
  if (shown.length !== cards.size) parts.unshift(`${shown.length.toLocaleString("en")} of`);
  byId("tally").textContent = parts.join(" ") + amiss(shown);
  const empty = byId("empty");
  empty.hidden = shown.length > 0;
  empty.textContent = cards.size ? `No brand is called “${state.search}”` : "This project has no brands yet";
}

// ── Search and keys ─────────────────────────────────────────────────────────────────────────────────────────────

const search = byId("search");
function sift() {
  const words = state.search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  for (const card of cards.values()) card.element.hidden = !words.every((word) => card.text.includes(word));
  tally();
  const first = visible()[0];
  if (first && !visible().some((card) => card.part("open").tabIndex === 0)) rove(first);
}
search.addEventListener("input", () => {
  state.search = search.value.trim();
  sift();
  measure();
});

const visible = () => [...cards.values()].filter((card) => !card.element.hidden).sort((one, other) =>
  one.element.compareDocumentPosition(other.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
);
function rove(card) {
  for (const each of cards.values()) each.part("open").tabIndex = each === card ? 0 : -1;
}
function go(card) {
  if (!card) return;
  rove(card);
  card.part("open").focus();
  card.element.scrollIntoView({ block: "nearest" });
}
function stepped(key) {
  const all = visible();
  const here = all.findIndex((card) => card.part("open") === document.activeElement);
  const columns = getComputedStyle(list).gridTemplateColumns.split(" ").length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  return here < 0 ? undefined : all[here + step];
}
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || one.open) return;
  const isTyping = event.target.matches("input:not([type=radio], [type=checkbox])");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.target === search && event.key === "Escape") {
    search.value = state.search = "";
    sift();
    measure();
    search.blur();
  } else if (event.target === search && (event.key === "ArrowDown" || event.key === "Enter")) {
    event.preventDefault();
    go(visible()[0]);
  } else if (event.target.matches(".open") && /^(Arrow|Home$|End$)/.test(event.key)) {
    event.preventDefault();
    go(stepped(event.key));
  }
});

// ── One brand ───────────────────────────────────────────────────────────────────────────────────────────────────

const one = byId("one");
function open(slug) {
  opened?.end();
  const place = make("div", { className: "frame" }, make("p", { className: "wait" }));
  byId("one-stage").replaceChildren(place);
  opened = new Framed(slug, place, true);
  one.showModal();
  byId("one-name").focus();
  showOne();
  want(slug);
}
function showOne() {
  const { slug } = opened;
  const told = details.get(slug);
  byId("one-name").textContent = told?.card.name ?? slug;
  byId("one-slug").textContent = slug;
  byId("one-site").href = originOf(slug) + (opened.wanted?.path ?? "/");
  byId("one-sheet").href = `${originOf(slug)}${BASE}sheet?${new URLSearchParams({ token: root.dataset.token })}`;
  byId("one-about").replaceChildren(...(told ? about(told) : []));
  measure();
  opened.lead();
}
// Messages and hints wrap; what is quoted of a file doesn't, since carets stand under it.
const QUOTED = /^ *\d* \| /;
const linesOf = (text) =>
  text.split(/(\n+)/).map((said) => (QUOTED.test(said) || !said.trim() ? said : make("span", { textContent: said })));
const part = (title, ...inside) => make("section", {}, make("h3", { textContent: title }), ...inside);
function about(told) {
  const problems = told.problems
    ? make("pre", { className: told.card.errors ? "" : "warned", tabIndex: 0 }, make("code", {}, ...linesOf(told.problems)))
    : make("p", { textContent: "None that is seen before its bundle is made." });
  const ground = told.territory.length
    ? make("ul", {}, ...told.territory.map((text) => make("li", { textContent: text })))
    : make("p", { textContent: isRead(told) ? "None: it may sell nowhere now." : "Not known until its mistakes are mended." });
  const rows = told.pairs.map((pair) => {
    const sample = make("span", { className: "sample", textContent: "Aa" });
    sample.setAttribute("aria-hidden", "true");
    Object.assign(sample.style, { color: pair.ink_color, background: pair.paper_color });
    const names = make("td", { className: "names" }, `${pair.ink} on ${pair.paper}`, make("small", { textContent: `${pair.mode}, asked ${pair.least}` }));
    const figure = make("td", { textContent: ratio(pair), className: pair.ratio < pair.least ? "fails" : "" });
    return make("tr", {}, make("td", {}, sample), names, figure);
  });
  const heads = ["Sample", "Pair", "Ratio"].map((text) => make("th", { scope: "col" }, make("span", { textContent: text, className: text === "Sample" ? "hidden" : "" })));
  const contrast = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
  const icons = told.icons.map(({ purpose, path }) => {
    const picture = make("img", { src: at("picture", { brand: told.card.slug, path }), alt: "", loading: "lazy" });
    return make("li", {}, make("span", {}, picture), purpose);
  });
  return [
    part("Problems", problems),
    part("Territory", ground),
    ...(rows.length ? [part("Lowest contrast", contrast)] : []),
    ...(icons.length ? [part("Icons", make("ul", { className: "icons" }, ...icons))] : []),
  ];
}
byId("one-close").addEventListener("click", () => one.close());
one.addEventListener("close", () => {
  // This comes a moment later: the browser has given the focus back, and somebody may have gone on with it, or opened another.
  if (one.open) return;
  const { slug } = opened;
  opened.end();
  opened = null;
  byId("one-stage").replaceChildren();
  if (document.activeElement === document.body) go(cards.get(slug));
});

// ── The line to the server ──────────────────────────────────────────────────────────────────────────────────────

const line = byId("line");
const { listen, lost } = lineTo({
  events: () => at("events", { page: "/" }),
  alive: () => at("gallery.json"),
  told: { gallery: () => refresh().catch(lost) },
  up: () => (line.textContent = ""),
  down: () => (line.textContent = "Preview not connected"),
  gone: () => location.reload(),
});

const narrow = matchMedia("(width < 720px)");
function fold() {
  const wasUsual = state.width === DEFAULTS.width;
  DEFAULTS.width = narrow.matches ? "phone" : "desktop";
  byId("view").open = !narrow.matches;
  if (wasUsual) state.width = DEFAULTS.width;
}
fold();
narrow.addEventListener("change", () => {
  fold();
  set({ width: state.width });
});
readAddress();
showControls();
measure();
listen();
