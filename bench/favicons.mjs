// Draws one set of icons a file with `favicons`, and prints a line of JSON for each: milliseconds of the processor, or null.
// Files are named on standard input, one a line.

import { readFileSync } from "node:fs";
import { favicons } from "favicons";
import sharp from "sharp";

sharp.concurrency(1);

const only = (...names) => names;
const icons = {
  android: only("android-chrome-192x192.png", "android-chrome-512x512.png"),
  appleIcon: only("apple-touch-icon-180x180.png"),
  favicons: only("favicon.ico", "favicon-32x32.png"),
  appleStartup: false,
  windows: false,
  yandex: false,
};

const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const paths = readFileSync(0, "utf8").split("\n").filter(Boolean);
// What is loaded at the first use is loaded before the first measure.
await favicons(paths[0], { path: "/", icons });
for (const path of paths) {
  const begin = spent();
  let line;
  try {
    const made = await favicons(path, { path: "/", icons });
    const names = made.images.map((image) => image.name);
    const bytes = made.images.reduce((sum, image) => sum + image.contents.length, 0);
    line = { ms: spent() - begin, bytes, names };
  } catch {
    line = null;
  }
  console.log(JSON.stringify(line));
}
