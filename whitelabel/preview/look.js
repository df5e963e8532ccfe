// What is asked of a page, from within it. The whole is an expression: an object of functions.
(() => {
  const QUIET = 60; // milliseconds without a change after which a page is taken for done
  const LIMIT = 2000;
  const LONG = 400; // characters of an element's HTML that are enough to find it by
  const SHOWN = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true };

  const clipped = (text, most = LONG) => (text.length > most ? text.slice(0, most) : text);
  const squeezed = (text) => text.replace(/\s+/g, " ").trim();
  /** An element as HTML, enough of it to find it by; one in a shadow tree is written nowhere but in its host. */
  function written(element) {
    const root = element.getRootNode();
    return root instanceof ShadowRoot ? written(root.host) : clipped(element.outerHTML);
  }

  // ── When ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Waits until fonts are there and the document has stood still for a moment. */
  async function settled() {
    await document.fonts.ready;
    await new Promise((done) => {
      let pause = setTimeout(finish, QUIET);
      const limit = setTimeout(finish, LIMIT);
      const watch = new MutationObserver(() => {
        clearTimeout(pause);
        pause = setTimeout(finish, QUIET);
      });
      watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      function finish() {
        clearTimeout(pause);
        clearTimeout(limit);
        watch.disconnect();
        done();
      }
    });
    // What counts of a transition is where it ends.
    for (const moving of document.getAnimations()) if (moving instanceof CSSTransition) moving.finish();
  }

  // ── What is to be read ──────────────────────────────────────────────────────────────────────────────────────────

  const NAMING = ["alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext"];

  /** Every element, those in open shadow trees included. */
  function* elements(within) {
    for (const element of within.querySelectorAll("*")) {
      yield element;
      if (element.shadowRoot) yield* elements(element.shadowRoot);
    }
  }

  function text() {
    const parts = [document.body?.innerText ?? ""];
    for (const element of elements(document)) {
      // A shadow tree is no part of what its host calls its text.
      for (const child of element.shadowRoot?.children ?? []) if (child.checkVisibility(SHOWN)) parts.push(child.innerText ?? "");
    }
    return parts.join("\n");
  }

  function pieces() {
    const found = [];
    for (const element of elements(document)) {
      const isCode = /^(script|style|noscript|template)$/.test(element.localName);
      const own = isCode ? [] : [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      const words = [...own.map((node) => squeezed(node.data)), ...NAMING.map((name) => element.getAttribute(name) ?? "")];
      // Letters may be in elements of their own.
      if (own.length && element.childElementCount) words.push(squeezed(element.textContent));
      if (["input", "textarea"].includes(element.localName)) words.push(element.value);
      for (const word of new Set(words)) if (word) found.push([clipped(word), written(element)]);
    }
    return found;
  }

  /** Hosts that a page makes the browser call without asking them for anything. */
  const called = () =>
    [...document.querySelectorAll("link[rel~=preconnect][href], link[rel~=dns-prefetch][href]")].map((link) => link.href);

  // ── What doesn't fit ────────────────────────────────────────────────────────────────────────────────────────────

  const styles = new WeakMap();
  const styleOf = (element) => styles.get(element) ?? (styles.set(element, getComputedStyle(element)), styles.get(element));
  const CUTS = /hidden|clip/;
  const SCROLLS = /auto|scroll/;

  /** The outermost elements that stick out of the document, where it scrolls sideways. */
  function wide() {
    const root = document.documentElement;
    // What the root cuts can't be scrolled to; texts that are cut there are told as such.
    if (root.scrollWidth <= root.clientWidth || [root, document.body].some((element) => element && CUTS.test(getComputedStyle(element).overflowX))) return [];
    const edge = root.clientWidth + 1;
    const out = (element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (right + scrollX > edge || (root.dir === "rtl" && left + scrollX < -1));
    };
    const held = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
        if (getComputedStyle(box).overflowX !== "visible") return true;
      return false;
    };
    const found = [...document.body.querySelectorAll("*")].filter(
      (element) => out(element) && element.checkVisibility() && !held(element) && !(element.parentElement !== document.body && out(element.parentElement)),
    );
    const culprits = found.length ? found.slice(0, 5) : [document.body];
    return culprits.map((element) => [clipped(squeezed(element.textContent), 60), written(element)]);
  }

  /** Boxes that cut what is in an element, innermost first: each with the sides that it cuts. */
  function* cutters(element) {
    let escapes = "";
    let [x, y] = [true, true];
    for (let box = element; box && (x || y); box = box.parentElement) {
      const style = styleOf(box);
      const holds = escapes === "" || style.position !== "static" || style.transform !== "none";
      if (holds) {
        escapes = "";
        const root = box === document.documentElement || box === document.body;
        // What scrolls shows everything in turn.
        if (!root && SCROLLS.test(style.overflowX)) x = false;
        if (!root && SCROLLS.test(style.overflowY)) y = false;
        const across = x && CUTS.test(style.overflowX) && style.textOverflow !== "ellipsis";
        const down = y && !root && CUTS.test(style.overflowY) && !/^[1-9]/.test(style.webkitLineClamp);
        if ((across || down) && style.display !== "inline") yield [box, across, down, root];
        if (style.position === "fixed") return;
        if (style.position === "absolute") escapes = "absolute";
      }
    }
  }

  const hides = (element) => {
    for (let box = element; box; box = box.parentElement) {
      const { clip, clipPath } = styleOf(box);
      if (clip !== "auto" || clipPath !== "none") return true;
    }
    return false;
  };

  function insideOf(box, root) {
    if (root) return { left: 0, top: -Infinity, right: document.documentElement.clientWidth, bottom: Infinity };
    const { left, top } = box.getBoundingClientRect();
    const [x, y] = [left + box.clientLeft, top + box.clientTop];
    return { left: x, top: y, right: x + box.clientWidth, bottom: y + box.clientHeight };
  }

  /** Whether a box cuts lines of which it shows a part. */
  function cutsOff(lines, [box, across, down, root], size) {
    const { left, top, right, bottom } = insideOf(box, root);
    // A box that shows nothing hides on purpose: for those who listen, or until it is opened.
    const parts = lines.filter((line) => line.right > left + 1 && line.left < right - 1 && line.bottom > top + 1 && line.top < bottom - 1);
    return parts.length > 0 && lines.some((line) => {
      const aside = across ? Math.max(left - line.left, line.right - right) : 0;
      // A line is higher than its letters.
      const along = down ? Math.max(top - line.top, line.bottom - bottom) - size * 0.3 : 0;
      return aside > 2 || along > 1;
    });
  }

  function cut() {
    const found = new Map();
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !element.checkVisibility(SHOWN)) continue;
      const boxes = [...cutters(element)];
      if (!boxes.length || hides(element)) continue;
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].filter((line) => line.width > 1 && line.height > 1);
      const size = parseFloat(styleOf(element).fontSize);
      if (!boxes.some((box) => cutsOff(lines, box, size))) continue;
      found.set(element, [clipped(squeezed(element.textContent), 60), written(element)]);
    }
    return [...found.values()];
  }

  const seen = () => ({ title: document.title, text: text(), pieces: pieces(), called: called(), wide: wide(), cut: document.body ? cut() : [] });

  // ── The walk ────────────────────────────────────────────────────────────────────────────────────────────────────

  const links = () => [...elements(document)].filter((element) => /^(a|area)$/.test(element.localName) && element.href);

  function addressOf(link) {
    const { origin, pathname } = new URL(link.href, document.baseURI);
    return origin === location.origin && link.target.toLowerCase() !== "_blank" && !link.hasAttribute("download") ? pathname : "";
  }

  /** The address of the first link that leads to one of these, or nothing. */
  const ahead = (addresses) => links().map(addressOf).find((address) => addresses.includes(address)) ?? "";

  function follow(address) {
    const link = links().find((one) => addressOf(one) === address);
    // After the answer, which a page that is left can't give.
    setTimeout(() => link.click());
  }

  /** Clicks every link, and stays. */
  async function clicks() {
    const stay = (event) => event.preventDefault();
    const remain = (event) => event.cancelable && event.preventDefault();
    window.addEventListener("click", stay);
    window.navigation.addEventListener("navigate", remain);
    for (const link of links()) link.click();
    // Handlers may put things off.
    await new Promise((done) => setTimeout(done, 20));
    window.removeEventListener("click", stay);
    window.navigation.removeEventListener("navigate", remain);
  }

  // ── What is left ────────────────────────────────────────────────────────────────────────────────────────────────

  /** What the site has stored: kind, name and value of each. */
  async function stored() {
    const found = [];
    for (const [kind, storage] of [["local storage", () => localStorage], ["session storage", () => sessionStorage]]) {
      try {
        for (const [name, value] of Object.entries(storage())) found.push([kind, name, clipped(String(value), 100_000)]);
      } catch {
        // A page that may store nothing has stored nothing.
      }
    }
    for (const { name } of (await window.indexedDB?.databases()) ?? []) found.push(["database", name, ""]);
    for (const name of (await window.caches?.keys()) ?? []) found.push(["cache", name, ""]);
    for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? [])
      found.push(["service worker", (worker.active ?? worker.waiting ?? worker.installing)?.scriptURL ?? worker.scope, worker.scope]);
    return found;
  }

  // ── Accessibility ───────────────────────────────────────────────────────────────────────────────────────────────

  /** What axe-core finds: rule, what it wants, what is wrong, and the element. */
  async function violations(tags) {
    const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"], preload: false });
    return violations.flatMap((rule) =>
      rule.nodes.map((node) => [rule.id, rule.help, squeezed([...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ")), clipped(node.html)]),
    );
  }

  return { settled, seen, ahead, follow, clicks, stored, violations };
})()
