// The stream of pictures of the plant. EventSource reconnects by itself while the server answers
// with an error or is away; a stream that went quiet (a sleeping phone, a lost network) is opened anew.

const QUIET_MS = 15_000;

export function follow({ onPlant, onConnection }) {
  let source = null;
  let heard = performance.now();

  function open() {
    source?.close();
    heard = performance.now();
    source = new EventSource("/api/v1/events");
    source.onopen = () => { heard = performance.now(); onConnection(true); };
    source.onerror = () => {
      onConnection(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 3000);
    };
    source.addEventListener("alive", () => { heard = performance.now(); onConnection(true); });
    source.addEventListener("plant", (event) => {
      heard = performance.now();
      onConnection(true);
      onPlant(JSON.parse(event.data), heard);
    });
  }

  setInterval(() => {
    if (performance.now() - heard < QUIET_MS) return;
    onConnection(false);
    open();
  }, 5000);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
