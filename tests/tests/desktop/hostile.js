// What a page could try that gets into the sign-in window. One stage after the other; each reports what came of it.
const reports = (what, value) => fetch("/report", { method: "POST", body: JSON.stringify([what, String(value)]) });
const within = (work) => Promise.race([work, new Promise((_, no) => setTimeout(() => no(new Error("silence")), 1500))]);
const tried = async (what, work) => {
  try {
    await within(Promise.resolve().then(work));
    await reports("gained", what);
  } catch (thrown) {
    await reports("refused", `${what}: ${thrown?.message ?? thrown}`);
  }
};
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const { plain, hangs, lookalike, first } = document.currentScript?.dataset ?? document.querySelector("script").dataset;
const stage = Number(new URLSearchParams(location.search).get("stage") ?? first);
/** Does something when the person presses a button, which a page needs for some things. */
const pressed = (what, work) =>
  new Promise((done) => {
    const button = document.createElement("button");
    button.textContent = "Go on";
    button.onclick = async () => {
      button.onclick = null;
      await work();
      done();
    };
    document.body.append(button);
    button.focus();
    reports("waits", what);
  });

const COMMANDS = [
  ["view", { page: "index" }],
  ["view", { page: "check" }],
  ["act", { action: { new: { do: "begin-typed", text: "Hostile", lost: false } } }],
  ["act", { action: { frame: { do: "practise" } } }],
  ["act", { action: { "sign-in": { do: "forward" } } }],
  ["act", { action: { check: { do: "run", address: "" } } }],
  ["type_secret", { of: { "sign-in": { id: "00ff", client_id: "hostile" } }, typed: "hostile" }],
  ["plugin:event|listen", { event: "progress", target: { kind: "Any" }, handler: 1 }],
  ["plugin:event|emit", { event: "progress", payload: {} }],
  ["plugin:dialog|message", { message: "hostile" }],
  ["plugin:opener|open_url", { url: "https://example.invalid/" }],
  ["plugin:window|close", { label: "main" }],
  ["plugin:webview|create_webview_window", { options: { label: "hostile", url: "/index.html" } }],
  ["plugin:app|version", {}],
];

/** Each leads to the next by itself, or stays, and is then led on. */
const STAGES = [
  async () => {
    await reports("bridge", typeof window.__TAURI_INTERNALS__?.invoke);
    for (const [name, args] of COMMANDS) {
      await tried(`invoke ${name}`, () => window.__TAURI_INTERNALS__.invoke(name, args));
      await tried(`global ${name}`, () => window.__TAURI__.core.invoke(name, args));
      await tried(`fetch ${name}`, async () => {
        const answer = await fetch(`ipc://localhost/${encodeURIComponent(name)}`, {
          method: "POST",
          headers: { "content-type": "application/json", "Tauri-Callback": "1", "Tauri-Error": "2" },
          body: JSON.stringify(args),
        });
        if (!answer.ok) {
          throw new Error("refused");
        }
      });
    }
  },
  async () => {
    for (const to of ["/?stage=2&opened", "file:///etc/passwd", "tauri://localhost/index.html", "about:blank"]) {
      await tried(`open ${to}`, () => {
        if (window.open(to) === null) {
          throw new Error("no window");
        }
      });
    }
  },
  async () => {
    const places = [
      "file:///etc/passwd",
      "tauri://localhost/index.html",
      "http://tauri.localhost/index.html",
      "https://tauri.localhost/index.html",
      "ipc://localhost/view",
      "data:text/html,<h1>hostile</h1>",
      URL.createObjectURL(new Blob(["<h1>hostile</h1>"], { type: "text/html" })),
      `http://127.0.0.1:${plain}/went`,
      `http://localhost:${plain}/went`,
    ];
    for (const place of places) {
      const frame = document.createElement("iframe");
      frame.src = place;
      document.body.append(frame);
      location.href = place;
      await pause(200);
      await reports("stayed", place.replace(/^(blob|data):.*/, "$1:"));
    }
  },
  async () => {
    const link = document.createElement("a");
    link.download = "hostile-download";
    link.href = "/attachment";
    document.body.append(link);
    link.click();
    await pause(200);
    location.href = "/attachment";
    await pause(300);
    await reports("stayed", "downloads");
  },
  async () => {
    await tried("camera", () => navigator.mediaDevices.getUserMedia({ video: true }));
    await tried("microphone", () => navigator.mediaDevices.getUserMedia({ audio: true }));
    await tried("screen", () => navigator.mediaDevices.getDisplayMedia());
    await tried("clipboard", () => navigator.clipboard.readText());
    await tried("place", () => new Promise((yes, no) => navigator.geolocation.getCurrentPosition(yes, no)));
    await tried("notifications", async () => {
      if ((await Notification.requestPermission()) !== "granted") {
        throw new Error("refused");
      }
    });
  },
  async () => {
    let bytes = 0;
    try {
      for (; bytes < 100_000_000; bytes += 1_000_000) {
        localStorage.setItem(`hostile-${bytes}`, "x".repeat(1_000_000));
      }
    } catch {
      // There is a limit.
    }
    await reports("stored", bytes);
    document.title = "Sign in at acme.halopsa.com – Latchkey for HaloPSA";
    window.close();
    const frame = document.createElement("iframe");
    document.body.append(frame);
    frame.contentWindow.close.call(window);
    await pause(300);
    await reports("stayed", "closing");
    // Whatever is read from here on is junk, and much of it.
    Storage.prototype.getItem = () => "x".repeat(50_000_000);
    let n = 0;
    setInterval(() => {
      n += 1;
      document.cookie = `access_token=junk-${n}-${"y".repeat(100)}; path=/`;
    }, 100);
    await pause(2500);
    await reports("stayed", "junk");
  },
  async () => {
    location.href = `${lookalike}/?stage=7`;
    await pause(3000);
  },
  async () => {
    document.title = "Sign in at acme.halopsa.com – Latchkey for HaloPSA";
    window.onbeforeunload = () => "stay";
    await reports("reached", "dialogs");
    for (;;) {
      alert("This computer is locked");
    }
  },
  // These are a story of their own.
  async () => {
    const all = document.documentElement;
    const ask = all.requestFullscreen ?? all.webkitRequestFullscreen;
    await pressed("full screen", () => ask?.call(all)?.catch?.(() => {}));
    await pause(1000);
    const covers = (document.fullscreenElement ?? document.webkitFullscreenElement ?? null) !== null;
    await reports("covers", covers || innerHeight >= screen.height);
  },
  async () => {
    for (const host of ["xn--a.halopsa.test", "xn--.halopsa.test", "xn--0.halopsa.test", "1.2.3.4.5"]) {
      await tried(`parse ${host}`, () => void new URL(`https://${host}/`));
      try {
        location.href = `https://${host}/`;
      } catch {
        // It is none for this browser either.
      }
      await pause(300);
      await reports("stayed", host);
    }
  },
  async () => {
    // A page that is still loading something ends loading when it is told to go elsewhere.
    new Image().src = "/never";
    await pressed("hangs", () => window.open(hangs));
    location.href = hangs;
    await pressed("the end", () => {});
  },
];

(async () => {
  await STAGES[stage]?.();
  location.href = `/?stage=${stage + 1}`;
})();
