// The same payload and result in the words of each library: real packages, as users write them.

import { Type } from '@sinclair/typebox'
import { Compile } from '@sinclair/typemap'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as Effect4 from 'effect/Schema'
import * as Effect3 from 'effect3/Schema'
import Joi from 'joi'
import * as v from 'valibot'
import * as yup from 'yup'
import { z } from 'zod'
import type { Schema } from '../../source/contract/index.js'

export interface Library {
  /** A payload `{ to: string, sizes: number[] }`. */
  readonly payload: Schema
  /** A result that is a string. */
  readonly result: Schema
  /** Whether it checks in the same synchronous call. */
  readonly isSynchronous: boolean
  /** Whether `payload` has a JSON Schema. */
  readonly hasJsonSchema: boolean
}

export const LIBRARIES: Readonly<Record<string, Library>> = {
  'zod 4': {
    payload: z.object({ to: z.string(), sizes: z.array(z.number()) }),
    result: z.string(),
    isSynchronous: true,
    hasJsonSchema: true,
  },
  'valibot 1': {
    payload: v.object({ to: v.string(), sizes: v.array(v.number()) }),
    result: v.string(),
    isSynchronous: true,
    hasJsonSchema: false,
  },
  'valibot 1, with @valibot/to-json-schema': {
    payload: toStandardJsonSchema(v.object({ to: v.string(), sizes: v.array(v.number()) })),
    result: toStandardJsonSchema(v.string()),
    isSynchronous: true,
    hasJsonSchema: true,
  },
  'arktype 2': {
    payload: type({ to: 'string', sizes: 'number[]' }),
    result: type('string'),
    isSynchronous: true,
    hasJsonSchema: true,
  },
  'effect 3': {
    payload: Effect3.standardSchemaV1(Effect3.Struct({ to: Effect3.String, sizes: Effect3.Array(Effect3.Number) })),
    result: Effect3.standardSchemaV1(Effect3.String),
    isSynchronous: true,
    hasJsonSchema: false,
  },
  'effect 4': {
    payload: Effect4.toStandardSchemaV1(
      Effect4.toStandardJSONSchemaV1(Effect4.Struct({ to: Effect4.String, sizes: Effect4.Array(Effect4.Number) })),
    ),
    result: Effect4.toStandardSchemaV1(Effect4.String),
    isSynchronous: true,
    hasJsonSchema: true,
  },
  'joi 18': {
    payload: Joi.object({ to: Joi.string().required(), sizes: Joi.array().items(Joi.number()).required() }),
    result: Joi.string().required(),
    isSynchronous: true,
    hasJsonSchema: true,
  },
  'yup 1': {
    payload: yup.object({ to: yup.string().strict().required(), sizes: yup.array(yup.number().strict()).required() }),
    result: yup.string().strict().required(),
    isSynchronous: false,
    hasJsonSchema: false,
  },
  'TypeBox, with @sinclair/typemap': {
    payload: Compile(Type.Object({ to: Type.String(), sizes: Type.Array(Type.Number()) })),
    result: Compile(Type.String()),
    isSynchronous: true,
    hasJsonSchema: false,
  },
}
