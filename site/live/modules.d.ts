// What build.ts makes modules of.

declare module 'text:*' {
  const text: string
  export default text
}

declare module 'modules' {
  /** The names of all modules that the library has for programs. */
  export const known: readonly string[]
  /** The script that has a module of another package, by the name of the module. */
  export const scriptOf: Readonly<Record<string, string>>
}

declare module 'declarations' {
  /** The declarations of the library and of the platform, by path. */
  const files: Record<string, string>
  export default files
}
