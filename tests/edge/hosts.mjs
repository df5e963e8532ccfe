// Runs the functions of a bundle as their hosts do, on requests that come in as JSON, and prints the answers.
//
// Cloudflare Pages: functions/_middleware.js runs before static files; next() goes on to them; env.ASSETS.fetch takes the
// path of a page without index.html, and answers others with a redirect; request.cf says where the visitor is.
// Netlify: an edge function runs where config.pattern matches the path and config.excludedPattern doesn't; undefined goes on
// to static files, a Response ends it; context.geo says where the visitor is; fetch asks the site from outside.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const { host, script, site, requests } = JSON.parse(readFileSync(0, "utf8"));
const origin = "https://acme.example";
const module = await import(script);

function file(address) {
  const path = decodeURIComponent(new URL(address).pathname).replace(/\/+/g, "/");
  const found = join(site, path);
  if (path.endsWith("/index.html")) return Response.redirect(new URL(path.slice(0, -10), origin), 308);
  if (!found.startsWith(site) || !existsSync(found)) return new Response(null, { status: 404 });
  if (!statSync(found).isDirectory()) return new Response(readFileSync(found));
  if (!path.endsWith("/")) return Response.redirect(new URL(path + "/", origin), 308);
  const index = join(found, "index.html");
  return existsSync(index) ? new Response(readFileSync(index)) : new Response(null, { status: 404 });
}

async function cloudflare(request, place) {
  Object.defineProperty(request, "cf", { value: place });
  const env = { ASSETS: { fetch: async (address) => file(address) } };
  return module.onRequest({ request, env, next: async () => file(request.url), params: {}, data: {} });
}

async function netlify(request, place) {
  const { pathname } = new URL(request.url);
  const { pattern, excludedPattern } = module.config;
  if (!new RegExp(pattern).test(pathname) || new RegExp(excludedPattern).test(pathname)) return file(request.url);
  return (await module.default(request, { geo: place })) ?? file(request.url);
}

const ask = { cloudflare, netlify }[host];
globalThis.fetch = (address) => ask(new Request(address), undefined);
const answers = [];
for (const { path, method, headers, place } of requests) {
  const answer = await ask(new Request(origin + path, { method, headers }), place ?? undefined);
  answers.push({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() });
}
process.stdout.write(JSON.stringify(answers));
