// Reads programs from links, and writes them into links. programs.ts writes the same links where Node builds the site.

/** The files of a program, by name. The first file is the one that runs. */
export type Program = [name: string, code: string][]

/** The longest program, in characters, that a link may become: a short link can hold a text that is far longer. */
const LONGEST = 200_000

export async function toHash(program: Program): Promise<string> {
  const packed = new Blob([JSON.stringify(program)]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer())
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return `#${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`
}

/**
 * Returns the program of a link.
 *
 * @throws {Error} when the link has no program, or a program that is too long.
 */
export async function fromHash(hash: string): Promise<Program> {
  const text = atob(hash.slice(1).replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  const program: unknown = JSON.parse(await unpack(bytes))
  if (!Array.isArray(program) || program.length === 0 || !program.every(isFile))
    throw new Error('The link has no program')
  return program
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text
    text += value
    if (text.length > LONGEST) throw new Error('The program in the link is too long')
  }
}

function isFile(file: unknown): boolean {
  return Array.isArray(file) && file.length === 2 && file.every((part) => typeof part === 'string')
}
