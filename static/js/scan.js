// Reads a code with the camera where the browser can, and sends the scan form with it.
(() => {
  const form = document.getElementById("scan-form");
  const box = document.querySelector("[data-scan-camera]");
  // Only addresses with https, and the machine itself, may use a camera.
  if (!form || !box || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const button = box.querySelector("[data-scan-start]");
  const word = box.querySelector("[data-scan-word]");
  const video = box.querySelector("video");
  const status = box.querySelector("[data-scan-status]");
  const PAUSE = 150;
  let stream = null;

  const stop = (words) => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.hidden = true;
    word.textContent = "Use the camera";
    status.textContent = words;
  };

  const send = (code) => {
    stop(`Read ${code}`);
    form.elements.code.value = code;
    form.requestSubmit();
  };

  const look = async (detector) => {
    while (stream) {
      const [found] = await detector.detect(video).catch(() => []);
      if (stream && found?.rawValue) return send(found.rawValue);
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
  };

  const start = async (detector) => {
    status.textContent = "The camera is being opened…";
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment" },
      });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
    } catch {
      return stop("The camera cannot be used: allow it for this page, or type the code.");
    }
    word.textContent = "Stop the camera";
    status.textContent = "Hold the code in front of the camera.";
    look(detector);
  };

  BarcodeDetector.getSupportedFormats().then((formats) => {
    if (!formats.length) return;
    const detector = new BarcodeDetector({ formats });
    box.hidden = false;
    for (const hint of document.querySelectorAll("[data-scan-hint]")) hint.hidden = true;
    button.addEventListener("click", () => (stream ? stop("") : start(detector)));
    addEventListener("pagehide", () => stop(""));
  });
})();
