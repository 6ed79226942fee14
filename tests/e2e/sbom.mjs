// The bill of materials of this build: what CycloneDX 1.5 demands of each field, the libraries that the
// binary loads and the headers it was made of, each with the version dpkg knows, and what npm's lock names.
// usage: ALTHING_BIN=<binary> ALTHING_BUILD=<build folder> node sbom.mjs. Exit 77 = skipped.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const { ALTHING_BIN: bin, ALTHING_BUILD: build } = process.env
for (const tool of ['ninja', 'dpkg-query', 'ldd']) {
  if (spawnSync(tool, ['--version']).error) {
    console.log(`skipped: no ${tool} here`)
    process.exit(77)
  }
}
const root = new URL('../..', import.meta.url).pathname
const make = () => execFileSync('node', [`${root}tools/sbom.mjs`, build, relative(build, bin)], { encoding: 'utf8', maxBuffer: 1 << 26 })
let failed = 0
const check = (name, good, got = '') => {
  if (!good) { failed++; console.log(`FAIL  ${name}: ${JSON.stringify(got)}`) }
}

const text = make(), bom = JSON.parse(text)
check('the same build, the same bytes', make() === text)
const only = (name, object, ...known) => check(`${name}: no member the format does not know`, Object.keys(object).every((key) => known.includes(key)), Object.keys(object))
only('bom', bom, 'bomFormat', 'specVersion', 'version', 'metadata', 'components', 'dependencies')
check('format', bom.bomFormat === 'CycloneDX' && bom.specVersion === '1.5' && Number.isInteger(bom.version) && bom.version >= 1)
check('time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(bom.metadata.timestamp), bom.metadata.timestamp)
only('metadata', bom.metadata, 'timestamp', 'tools', 'component')
const lengths = { 'SHA-256': 64, 'SHA-512': 128 }
const refs = new Set()
for (const c of [bom.metadata.component, ...bom.components]) {
  only(c.name, c, 'type', 'bom-ref', 'group', 'name', 'version', 'purl', 'scope', 'hashes', 'licenses', 'externalReferences', 'properties')
  check('type, name, version', ['application', 'library'].includes(c.type) && c.name && /^\S+$/.test(c.version), c)
  check('one reference each', !refs.has(c['bom-ref']), c['bom-ref'])
  refs.add(c['bom-ref'])
  check('purl', /^pkg:(deb\/debian|npm|generic)\/[^\s@]+@[^\s@?]+(\?\S+)?$/.test(c.purl), c.purl)
  check('scope', c.scope === undefined || ['required', 'optional', 'excluded'].includes(c.scope), c.scope)
  for (const hash of c.hashes ?? []) check('hash', hash.content.length === lengths[hash.alg] && /^[0-9a-f]+$/.test(hash.content), hash)
  for (const { license } of c.licenses ?? []) check('licence', Boolean(license.id) !== Boolean(license.name), license)
  for (const reference of c.externalReferences ?? []) check('address', reference.type === 'website' && /^https?:/.test(reference.url), reference)
  for (const property of c.properties ?? []) check('property', typeof property.name === 'string' && typeof property.value === 'string', property)
}
for (const { ref, dependsOn } of bom.dependencies) {
  check('dependencies name components', refs.has(ref) && dependsOn.every((to) => refs.has(to)) && new Set(dependsOn).size === dependsOn.length)
}

// Against other sources than the tool's: the loader's list by readelf, dpkg, the binary itself, the lock.
const of = (name) => bom.components.find((c) => (c.group ? `${c.group}/${c.name}` : c.name) === name)
const version_of = (name) => execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' })
for (const name of ['libsodium23', 'libsqlite3-0', 'libseccomp2', 'libpoppler-cpp0v5', 'libxml2', 'libc6', 'libboost1.81-dev', 'libcli11-dev', 'libexpected-dev']) {
  check(`${name} is listed with its version`, of(name)?.version === version_of(name) && of(name).scope === 'required', of(name))
}
check('a library has its licence', of('libsodium23')?.licenses?.some(({ license }) => license.name === 'ISC'), of('libsodium23')?.licenses)
const deps = JSON.parse(execFileSync(bin, ['--json', 'version', '--deps'], { encoding: 'utf8' }))
for (const [name, package_name] of [['SQLite', 'libsqlite3-0'], ['libsodium', 'libsodium23'], ['libseccomp', 'libseccomp2'], ['glibc', 'libc6']]) {
  const running = deps.libraries.find((library) => library.name === name)?.version
  check(`${name} that runs is the one listed`, running && of(package_name)?.version.startsWith(running), [running, of(package_name)?.version])
}
check('loaded files are named', deps.files.some((file) => /libsodium\.so\.\d+\.\d+/.test(file)), deps.files)
const lock = JSON.parse(readFileSync(`${root}ui/package-lock.json`, 'utf8'))
for (const [path, entry] of Object.entries(lock.packages)) {
  const name = path.replace(/^.*node_modules\//, '')
  if (path) check(`npm: ${name}`, of(name)?.version === entry.version, of(name))
}
check('what is in the script is required', of('@noble/ed25519')?.scope === 'required' && of('typescript')?.scope === 'excluded')
console.log(`${bom.components.length} components, ${failed} faults`)
process.exitCode = failed === 0 ? 0 : 1
