// Runs the benchmarks whose names are given, or all of them, one after the other.

const ALL = ['dispatch', 'layers']

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !ALL.includes(name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}: there are ${ALL.join(' and ')}`)
  process.exit(1)
}
for (const name of asked.length > 0 ? asked : ALL) await import(`./${name}.js`)
