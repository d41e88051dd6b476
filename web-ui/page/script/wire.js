// What goes over the wire: the key for a bearer, JSON to and fro, events, and what to do while nobody answers.

const SHELF = "seamline-bearer";

/** A refusal: its kind is `gone`, `locked`, `stale`, `conflict`, `no-effect`, `unknown`, `read-only`, `busy` or `refused`. */
class Trouble extends Error {
  constructor(message, kind) { super(message); this.kind = kind; }
}

/** The key of an address that was printed, whole or only its end. */
const keyIn = (text) => /#k=([0-9a-f]{32})$/.exec(text.trim())?.[1];

const ask = async (path, options) => {
  try {
    return await fetch(path, { cache: "no-store", credentials: "omit", redirect: "error", ...options });
  } catch (error) {
    if (error.name === "AbortError") { throw error; }
    throw new Trouble("The server does not answer.", "gone");
  }
};

const exchange = async (key) => {
  const answer = await ask("/api/session", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ key }),
  });
  if (answer.ok) { sessionStorage.setItem(SHELF, (await answer.json()).bearer); }
  return answer.ok;
};

/** Words that reasons begin with; another word may be a name, and names keep their case. */
const BEGINS = /^(a|an|another|at|it|no|nobody|not|nothing|only|other|somebody|the|there|they|this|two|what|when) /;
const sentence = (why) => why && (BEGINS.test(why) ? why[0].toUpperCase() + why.slice(1) : why) + (/[.?!]$/.test(why) ? "" : ".");
const refusalOf = async (answer) => {
  const text = (await answer.text()).trim();
  let told = null;
  try { told = JSON.parse(text); } catch { /* The guard answers in plain text. */ }
  const kind = told?.kind ?? (answer.status === 409 ? "stale" : answer.status === 503 ? "busy" : "refused");
  return new Trouble(sentence(told?.error ?? text) || "Refused with " + answer.status + ".", kind);
};

const call = async (path, body, signal) => {
  const bearer = sessionStorage.getItem(SHELF);
  const headers = { Authorization: "Bearer " + bearer };
  if (body) { headers["Content-Type"] = "application/json"; }
  const answer = bearer && await ask(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal });
  if (!answer || answer.status === 401) {
    throw new Trouble("This tab may not read the analysis: the address that was printed opens one tab, once, within ten " +
      "minutes. When the server was started again, it printed another.", "locked");
  }
  if (!answer.ok) { throw await refusalOf(answer); }
  return answer;
};
const cut = () => { throw new Trouble("The answer was cut off.", "gone"); };
const getJson = async (path) => (await call(path)).json().catch(cut);
const getText = async (path) => (await call(path)).text().catch(cut);
const getBlob = async (path) => (await call(path)).blob().catch(cut);
const post = async (path, body, signal) => (await call(path, body, signal)).json().catch((error) => {
  if (error.name === "AbortError") { throw error; }
  return cut();
});

/** Reads server-sent events until they end; `hear` gets the name and the data of each. */
const listen = async (path, hear, signal) => {
  const reader = (await call(path, null, signal)).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) { return; }
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n");
      const field = (name) => lines.find((one) => one.startsWith(name + ":"))?.slice(name.length + 1).trim();
      if (field("data")) { hear(field("event"), JSON.parse(field("data"))); }
    }
  }
};

// While the server is gone: a banner, and questions ever more seldom, until it answers. Whatever was being edited stays.
const line = { gone: false, onBack: async () => {} };

const back = async () => {
  if (!line.gone) { return; }
  line.gone = false;
  notice("");
  say("The server answers again.");
  await line.onBack().catch(tell);
};
const wait = async (seconds) => {
  for (let left = seconds; left > 0 && line.gone; left--) {
    $("notice").querySelector(".left").textContent = " Trying again in " + left + " s.";
    await later(1000);
  }
};
const lost = async () => {
  if (line.gone) { return; }
  line.gone = true;
  const left = el("span.left");
  notice("The server does not answer. Nothing that you were editing is lost.", left);
  for (let seconds = 1; line.gone; seconds = Math.min(15, 2 * seconds)) {
    await wait(seconds);
    try {
      await getJson("/api/state");
      await back();
    } catch (error) {
      if (error.kind === "locked") { unlock(error); return; }
      if (error.kind !== "gone") { await back(); }
    }
  }
};
/** Asks for the address of a server that was started again. */
const unlock = (error) => {
  line.gone = true;
  // Whoever is typing it is not asked again.
  if ($("address")) { return; }
  const field = el("input", { id: "address", type: "text", autocomplete: "off", spellcheck: "false" });
  const form = el("form.row", el("label", { for: "address" }, "The address that it printed "), field, el("button", "Open"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const key = keyIn(field.value);
    field.value = "";
    try {
      if (key && await exchange(key)) { await back(); } else { say("That address opens nothing."); }
    } catch (trouble) { say(trouble.message); }
  });
  notice(error.message, form);
};

/** Whether nobody answered, or nobody who knows this tab. */
const away = (error) => error.kind === "gone" || error.kind === "locked";

/** Tells of an error where everybody sees it. */
const tell = (error) => {
  if (error.name === "AbortError") { return; }
  if (error.kind === "gone") { lost(); }
  else if (error.kind === "locked") { unlock(error); }
  else { notice(error instanceof Trouble ? error.message : "This page failed: " + error); }
};
