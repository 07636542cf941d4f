// Asks axe about the page shown, and asks about the contrast of texts that look alike only once.
//
// Most of axe's time goes to contrast: it works out what lies under each single text, though a
// list of a hundred people has a hundred lines of the same two colors. So texts are put into
// groups: of one look, on one ground. axe's rule is asked about one of each group on a page, in
// every scheme and at every width, since each gives other colors and so other groups. A text about
// which anything is unusual, such as lying over something else, is in no group and always asked
// about. Every other rule is asked about the whole page, each time.

(() => {
  const MARK = "data-asked";
  const FIELDS = new Set(["INPUT", "SELECT", "TEXTAREA", "BUTTON"]);
  const PICTURES = new Set(["IMG", "SVG", "VIDEO", "CANVAS", "IFRAME", "OBJECT", "PICTURE", "EMBED"]);
  const CLEAR = "rgba(0, 0, 0, 0)";
  const EXEMPT = "label, :disabled, [aria-disabled], [inert], [aria-hidden]";

  const passed = new Set(); // the groups of this page of which one was found right
  const grounds = new Map(); // what lies under texts, from the outside in: a number for each

  function isPainted(style) {
    return style.backgroundColor !== CLEAR || style.backgroundImage !== "none";
  }

  // What an element adds to the ground of the texts in it; empty when that is nothing.
  function ground(element, style) {
    const adds = [
      style.backgroundColor === CLEAR ? "" : style.backgroundColor,
      style.backgroundImage === "none" ? "" : style.backgroundImage,
      style.opacity === "1" ? "" : style.opacity,
      style.filter === "none" ? "" : style.filter,
      style.backdropFilter === "none" ? "" : style.backdropFilter,
      style.mixBlendMode === "normal" ? "" : style.mixBlendMode,
      style.clip === "auto" ? "" : style.clip,
      style.clipPath === "none" ? "" : style.clipPath,
      style.maskImage === "none" ? "" : style.maskImage,
      style.transform === "none" ? "" : style.transform,
      style.overflow === "visible" ? "" : style.overflow,
      style.position === "static" ? "" : `${style.position} ${style.zIndex}`,
      style.float === "none" ? "" : style.float,
    ].join("|");
    return adds === "||||||||||||" ? "" : adds;
  }

  function hasPaintedPseudo(element) {
    return ["::before", "::after"].some((part) => {
      const style = getComputedStyle(element, part);
      return style.content !== "none" && style.content !== "normal" && isPainted(style);
    });
  }

  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const within = (a, b) =>
    a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;

  function words(element) {
    return [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  }

  function boxOf(texts) {
    const range = document.createRange();
    let box = null;
    for (const text of texts) {
      range.selectNodeContents(text);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      box = box === null ? { left, right, top, bottom } : {
        left: Math.min(box.left, left), right: Math.max(box.right, right),
        top: Math.min(box.top, top), bottom: Math.max(box.bottom, bottom),
      };
    }
    return box;
  }

  // Marks one text of each group that was not asked about yet; returns the groups marked.
  function mark() {
    const known = new Map();
    const painted = [];
    const named = new Set(
      [...document.querySelectorAll("[aria-labelledby]")].flatMap(
        (one) => one.getAttribute("aria-labelledby").split(/\s+/),
      ),
    );

    function under(element) {
      if (!element) return { number: 0, holds: [], odd: false, covered: false };
      let found = known.get(element);
      if (!found) {
        const above = under(element.parentElement);
        const style = getComputedStyle(element);
        const adds = ground(element, style);
        const odd = above.odd || named.has(element.id) || element.matches(EXEMPT);
        const covered = above.covered || hasPaintedPseudo(element);
        if (adds) {
          const key = `${above.number} ${adds}`;
          if (!grounds.has(key)) grounds.set(key, grounds.size + 1);
          found = { number: grounds.get(key), holds: [...above.holds, element], odd, covered };
        } else {
          found = { number: above.number, holds: above.holds, odd, covered };
        }
        known.set(element, found);
        if (isPainted(style) || PICTURES.has(element.tagName.toUpperCase())) {
          painted.push([element, element.getBoundingClientRect()]);
        }
      }
      return found;
    }

    const everything = [...document.querySelectorAll("*")];
    for (const element of everything) under(element);
    const boxes = new Map(painted);
    const marked = new Set();
    everything.forEach((element, place) => {
      const texts = words(element);
      if ((!texts.length && !FIELDS.has(element.tagName)) || !element.checkVisibility()) return;
      const group = groupOf(element, place, texts);
      if (passed.has(group) || marked.has(group)) return;
      element.setAttribute(MARK, "");
      if (group !== null) marked.add(group);
    });
    return marked;

    // Null for a text that is to be asked about whenever.
    function groupOf(element, place, texts) {
      const { number, holds, odd, covered } = under(element);
      const box = FIELDS.has(element.tagName) ? element.getBoundingClientRect() : boxOf(texts);
      if (covered || box.left < 0 || box.top + scrollY < 0) return null;
      if (box.right <= box.left || box.bottom <= box.top) return null;
      for (const holder of holds) {
        if (holder === document.documentElement || holder === document.body) continue;
        if (!boxes.has(holder)) boxes.set(holder, holder.getBoundingClientRect());
        if (!within(box, boxes.get(holder))) return null;
      }
      for (const [other, its] of painted) {
        if (meet(box, its) && !other.contains(element)) return null;
      }
      const said = texts.map((text) => text.data).join(" ");
      const plain = !odd && !FIELDS.has(element.tagName) && /[A-Za-z0-9]{2}/.test(said);
      const style = getComputedStyle(element);
      return [
        plain ? "" : place, // in a group of its own
        number, style.color, style.webkitTextFillColor, style.webkitTextStroke, style.fontSize,
        style.fontWeight, style.fontFamily, style.textShadow, style.visibility,
      ].join(";");
    }
  }

  async function ask(rules) {
    const found = await axe.run(document, {
      runOnly: { type: "rule", values: rules }, resultTypes: ["violations"],
    });
    return found.violations.map((one) => [
      one.impact, one.id, one.help, one.nodes.map((node) => node.target.join(" ") + " " + node.html),
    ]);
  }

  axe.configure({ rules: [{ id: "color-contrast", selector: `[${MARK}]` }] });

  // Every rule with these tags; "dark": those about colors, since dark changes nothing else.
  window.askAxe = async (tags, scheme) => {
    const asked = axe.getRules(tags).map((rule) => rule.ruleId);
    const colors = new Set(axe.getRules(["cat.color"]).map((rule) => rule.ruleId));
    const groups = mark();
    try {
      const wrong = await ask(scheme === "light" ? asked : asked.filter((rule) => colors.has(rule)));
      if (!wrong.length) groups.forEach((group) => passed.add(group));
      return wrong;
    } finally {
      document.querySelectorAll(`[${MARK}]`).forEach((one) => one.removeAttribute(MARK));
    }
  };
})();
