// The world of the map page: ui/dist/world.txt, made at build time out of Natural Earth (public domain; the npm
// package world-atlas) and embedded into the binary (src/web/kit/world.h reads it). First line: width and height.
// Then one line a country, in order of its two small letters:
//   "<cc> p <svg path>"       its land: integers, each ring one absolute M, then relative l
//   "<cc> c <x> <y>"          a circle's centre, for those with too little land to be seen or hit
// Countries are ISO 3166-1 entries and Kosovo as xk; land that the source gives no number belongs to the entry of the
// standard that covers it (kCoveredBy). A projection that keeps areas (Equal Earth), so that large is large.
import { geoArea, geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";

const kWidth = 2000;
// Land below this share of the map's square gets a circle as well as its outline: 10 x 10 units, six thousandths of its width squared.
const kSmallArea = 100;
const kCoveredBy = { "Somaliland": "so", "N. Cyprus": "cy", "Kosovo": "xk" };
// ISO entries that are parts of other countries in the source, or are not in it: rough centres, longitude and latitude.
const kCentres = {
  bq: [-68.27, 12.18], bv: [3.36, -54.42], cc: [96.87, -12.17], cx: [105.67, -10.49], gi: [-5.35, 36.14],
  gp: [-61.55, 16.2], mq: [-61.02, 14.64], re: [55.53, -21.11], tk: [-171.85, -9.2], tv: [179.2, -8.52],
  um: [-162.07, 5.88], yt: [45.15, -12.83], sj: [17, 78.6], gf: [-53.1, 3.9],
};
// Land drawn as another country's in the source, by a box around it: longitude and latitude, west south east north.
const kOwnLand = [["fr", "gf", [-55, 2, -51, 6.5]], ["no", "sj", [8, 74, 36, 82]]];

const require = createRequire(import.meta.url);

// "352" to "is", by the numbers of ISO 3166-1 as ICU has them.
function alpha2(feature_) {
  const name = feature_.properties.name;
  if (!feature_.id) return kCoveredBy[name];
  const region = new Intl.Locale(`und-${feature_.id}`).region;
  if (!/^[A-Z]{2}$/.test(region)) throw new Error(`no two letters for ${feature_.id} ${name}`);
  return region.toLowerCase();
}

// Polygons by country.
function countries_of(resolution) {
  const world = JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${resolution}.json`), "utf8"));
  const out = new Map();
  const add = (code, polygon) => out.set(code, [...(out.get(code) ?? []), polygon]);
  for (const one of feature(world, world.objects.countries).features) {
    const code = alpha2(one);
    if (!code) continue;  // land of no entry
    const polygons = one.geometry.type === "Polygon" ? [one.geometry.coordinates] : one.geometry.coordinates;
    for (const polygon of polygons) {
      const [x, y] = geoCentroid({ type: "Polygon", coordinates: polygon });
      const own = kOwnLand.find(([of, , box]) => of === code && x > box[0] && y > box[1] && x < box[2] && y < box[3]);
      add(own ? own[1] : code, polygon);
    }
  }
  return out;
}

// What d3-geo draws on: rings of whole numbers. Points that fall together are one; rings without area are dropped.
class Rings {
  rings = [];
  moveTo(x, y) { this.rings.push([[Math.round(x), Math.round(y)]]); }
  lineTo(x, y) {
    const ring = this.rings.at(-1), [px, py] = ring.at(-1);
    const next = [Math.round(x), Math.round(y)];
    if (next[0] !== px || next[1] !== py) ring.push(next);
  }
  closePath() {}
  arc() {}
  text() {
    let out = "";
    for (const ring of this.rings) {
      const points = straight(ring);
      if (points.length < 3) continue;
      out += `M${points[0].join(" ")}l`;
      let steps = "";
      for (let i = 1; i < points.length; ++i) {
        for (const step of [points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]]) steps += `${steps && step >= 0 ? " " : ""}${step}`;
      }
      out += `${steps}z`;
    }
    return out;
  }
}
// Without points on the straight line between their neighbours, and without the last one if it is the first.
function straight(ring) {
  const points = ring.slice();
  if (points.length > 1 && points[0][0] === points.at(-1)[0] && points[0][1] === points.at(-1)[1]) points.pop();
  return points.filter((b, i) => {
    const a = points[(i + points.length - 1) % points.length], c = points[(i + 1) % points.length];
    return (b[0] - a[0]) * (c[1] - b[1]) !== (b[1] - a[1]) * (c[0] - b[0]);
  });
}

/// Writes the file; returns how many countries it has.
export function write_world(path) {
  const coarse = countries_of("110m"), fine = countries_of("50m");
  const projection = geoEqualEarth().precision(1).fitWidth(kWidth, { type: "Sphere" });
  const height = Math.ceil(geoPath(projection).bounds({ type: "Sphere" })[1][1]);
  const lines = [];
  const codes = [...new Set([...coarse.keys(), ...fine.keys(), ...Object.keys(kCentres)])].sort();
  for (const code of codes) {
    let area = 0;
    if (coarse.has(code)) {
      const land = { type: "MultiPolygon", coordinates: coarse.get(code) };
      const rings = new Rings();
      geoPath(projection, rings)(land);
      area = geoPath(projection).area(land);
      const text = rings.text();
      if (text) lines.push(`${code} p ${text}`);
    }
    if (area >= kSmallArea) continue;
    // The middle of its largest piece of land, not of the sea between several.
    const largest = (fine.get(code) ?? coarse.get(code) ?? []).map((coordinates) => ({ type: "Polygon", coordinates })).sort((a, b) => geoArea(b) - geoArea(a))[0];
    const [x, y] = projection(kCentres[code] ?? geoCentroid(largest));
    lines.push(`${code} c ${Math.round(x)} ${Math.round(y)}`);
  }
  writeFileSync(path, `${kWidth} ${height}\n${lines.join("\n")}\n`);
  return codes.length;
}
