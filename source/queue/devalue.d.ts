// Declares only what envelope.ts needs of devalue 6. Its own types need a `Float16Array`, which ES2022 does not have.

declare module 'devalue' {
  type Functions = Readonly<Record<string, (value: never) => unknown>>

  function stringify(value: unknown, reducers?: Functions): string
  function parse(text: string, revivers?: Functions): unknown
}
