// The line to the server, on which it tells what has changed. A page out of sight listens to nothing, and a line that is lost is
// taken up again. Served before the scripts of pages and of the gallery.
const lineTo = ({ events, alive, told, up, down, gone, isOver = () => false }) => {
  let stream = null;
  let wait = 250;
  let again = 0;
  // A server that was put to sleep says nothing, and one that is well says so every quarter of a minute.
  let heard = 0;
  const SILENCE = 40_000;
  const LATER = 1000;
  setInterval(() => {
    if (stream && performance.now() - heard > SILENCE) lost();
  }, SILENCE / 2);

  function close() {
    clearTimeout(again);
    stream?.close();
    stream = null;
  }
  function listen() {
    close();
    if (document.hidden || isOver()) return;
    heard = performance.now();
    stream = new EventSource(events());
    stream.onopen = () => {
      heard = performance.now();
      wait = 250;
      up();
    };
    stream.onerror = lost;
    stream.addEventListener("beat", () => (heard = performance.now()));
    // So many pages of the site are in sight that browsers have no connection left for another.
    stream.addEventListener("later", () => {
      close();
      again = setTimeout(listen, LATER);
    });
    for (const [name, take] of Object.entries(told)) stream.addEventListener(name, (event) => take(JSON.parse(event.data)));
  }
  function lost() {
    close();
    if (isOver()) return;
    down();
    again = setTimeout(async () => {
      try {
        const given = await fetch(alive(), { method: "HEAD" });
        // Another process answers there now, and knows nothing of this page.
        if (given.status === 403) gone();
        else listen();
      } catch {
        wait = Math.min(wait * 1.6, 5000);
        lost();
      }
    }, wait);
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!stream) listen();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && listen());
  return { listen, lost };
};
