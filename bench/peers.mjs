// Makes each brand of a site that `bench.peers` wrote: pages by Hugo, tokens by Style Dictionary, icons by `favicons` and sharp,
// a zip by zip; two brands at once in this one process, with a process a brand for Hugo and for zip.
// On standard input: where the site, its tokens and the result are, and of each brand its name, configuration and logo.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { favicons } from "favicons";
import sharp from "sharp";
import StyleDictionary from "style-dictionary";

const run = promisify(execFile);
const job = JSON.parse(readFileSync(0, "utf8"));

const icons = {
  android: ["android-chrome-192x192.png", "android-chrome-512x512.png"],
  appleIcon: ["apple-touch-icon-180x180.png"],
  favicons: ["favicon.ico", "favicon-32x32.png"],
  appleStartup: false,
  windows: false,
  yandex: false,
};

async function pages(brand, site) {
  const places = ["--source", job.site, "--destination", site, "--config", `hugo.json,${brand.config}`];
  await run(job.hugo, ["--quiet", "--noBuildLock", "--cacheDir", job.cache, ...places], { cwd: job.site });
}

async function tokens(brand, site) {
  const sheets = [
    ["tokens.css", ":root", { include: [job.light], source: [brand.tokens] }],
    ["tokens.dark.css", ":root", { source: [job.dark] }],
  ];
  for (const [destination, selector, files] of sheets) {
    const css = {
      transformGroup: "css",
      buildPath: `${site}/assets/`,
      files: [{ destination, format: "css/variables", options: { selector } }],
    };
    const dictionary = new StyleDictionary({ ...files, log: { verbosity: "silent" }, platforms: { css } });
    await dictionary.buildAllPlatforms();
  }
}

async function onGround(file, width, height, side, target) {
  const logo = await sharp(file, { density: 1080 }).resize(side, side, { fit: "inside" }).toBuffer();
  const ground = sharp({ create: { width, height, channels: 3, background: "white" } });
  await ground.composite([{ input: logo }]).png().toFile(target);
}

async function pictures(brand, site) {
  const made = await favicons(brand.logo, { path: "/", icons });
  await Promise.all(made.images.map(({ name, contents }) => writeFile(join(site, name), contents)));
  // Of maskable icons it makes all nine or none, and it makes no cards.
  await onGround(brand.logo, 512, 512, 320, join(site, "icon-maskable-512.png"));
  await onGround(brand.logo, 1200, 630, 360, join(site, "og.png"));
}

async function build(brand) {
  const site = join(job.out, brand.slug);
  await mkdir(join(site, "assets"), { recursive: true });
  await Promise.all([pages(brand, site), tokens(brand, site), pictures(brand, site)]);
  await cp(brand.logo, join(site, "assets", "logo.svg"));
  await run("zip", ["-q", "-r", `${site}.zip`, "."], { cwd: site });
}

const waiting = [...job.brands];
async function lane() {
  for (let brand = waiting.shift(); brand; brand = waiting.shift()) await build(brand);
}
await Promise.all([lane(), lane()]);
