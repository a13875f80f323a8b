// What build.ts makes modules of.

declare module 'text:*' {
  const text: string
  export default text
}

declare module 'declarations' {
  /** The declarations of the library and of the platform, by path. */
  const files: Record<string, string>
  export default files
}
