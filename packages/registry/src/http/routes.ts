/** The routes of the API. */
import { schemaNotFound } from '../registry-error.js';
import { checkText } from '../schemas/check-text.js';
import { schemaTypes } from '../schemas/schema.js';
import type { StoredSchema, Version } from '../store/registry-state.js';
import { incompatibilities } from '../subjects/compatibility.js';
import { deleteSubject, deleteVersion } from '../subjects/deletion.js';
import { requireVersion, requireVersions, versionsOf } from '../subjects/find-version.js';
import { referredTexts, referrersOf } from '../subjects/references.js';
import { lookUp, register } from '../subjects/registration.js';
import { deleteLevel, deleteMode, readLevel, readMode, setLevel, setMode } from '../subjects/settings.js';
import type { RegistryRequest } from './request.js';
import { type Routes, TextResponse } from './route.js';

export const routes: Routes = {
  '/': { GET: () => ({}) },
  '/subjects': { GET: listSubjects },
  '/subjects/{subject}': {
    POST: (request) => {
      const { store, subject, schema, which } = request;
      const { schemaType, ...found } = versionJson(lookUp(store, subject, schema, request.flag('normalize'), which));
      return found;
    },
    DELETE: (request) => deleteSubject(request.store, request.subject, request.flag('permanent')),
  },
  '/subjects/{subject}/versions': {
    GET: ({ store, subject, which }) => requireVersions(store.state, subject, which).map(({ version }) => version),
    POST: (request) => ({
      id: register(request.store, {
        subject: request.subject,
        schema: request.schema,
        normalize: request.flag('normalize'),
        id: request.number('id'),
        version: request.number('version'),
      }),
    }),
  },
  '/subjects/{subject}/versions/{version}': {
    GET: (request) => versionJson(versionIn(request)),
    DELETE: (request) =>
      deleteVersion(request.store, request.subject, request.param('version'), request.flag('permanent')),
  },
  '/subjects/{subject}/versions/{version}/schema': {
    GET: (request) => new TextResponse(versionIn(request).stored.schema),
  },
  '/subjects/{subject}/versions/{version}/referencedby': { GET: listReferrers },
  '/schemas/types': { GET: () => schemaTypes },
  '/schemas/ids/{id}': {
    GET: (request) => {
      const { schema, schemaType, references } = schemaIn(request);
      return { schema, schemaType, references };
    },
  },
  '/schemas/ids/{id}/schema': { GET: (request) => new TextResponse(schemaIn(request).schema) },
  '/schemas/ids/{id}/subjects': { GET: (request) => versionsWith(request).map(({ subject }) => subject) },
  '/schemas/ids/{id}/versions': {
    GET: (request) => versionsWith(request).map(({ subject, version }) => ({ subject, version })),
  },
  '/compatibility/subjects/{subject}/versions': {
    POST: (request) => compatibilityOf(request, requireVersions(request.store.state, request.subject, 'live')),
  },
  '/compatibility/subjects/{subject}/versions/{version}': { POST: compatibilityWithOne },
  '/config': {
    GET: ({ store }) => ({ compatibilityLevel: store.globalLevel }),
    PUT: ({ store, body }) => ({ compatibilityLevel: setLevel(store, undefined, body.compatibility) }),
    DELETE: ({ store }) => ({ compatibilityLevel: deleteLevel(store, undefined) }),
  },
  '/config/{subject}': {
    GET: (request) => ({
      compatibilityLevel: readLevel(request.store, request.subject, request.flag('defaultToGlobal')),
    }),
    PUT: ({ store, subject, body }) => ({ compatibilityLevel: setLevel(store, subject, body.compatibility) }),
    DELETE: ({ store, subject }) => ({ compatibilityLevel: deleteLevel(store, subject) }),
  },
  '/mode': {
    GET: ({ store }) => ({ mode: store.state.globalMode }),
    PUT: ({ store, body }) => ({ mode: setMode(store, undefined, body.mode) }),
  },
  '/mode/{subject}': {
    GET: (request) => ({ mode: readMode(request.store, request.subject, request.flag('defaultToGlobal')) }),
    PUT: ({ store, subject, body }) => ({ mode: setMode(store, subject, body.mode) }),
    DELETE: ({ store, subject }) => ({ mode: deleteMode(store, subject) }),
  },
};

function listSubjects(request: RegistryRequest): string[] {
  const { state } = request.store;
  const prefix = request.text('subjectPrefix');
  const names = [...state.subjects.keys()].filter((name) => name.startsWith(prefix));
  return names.filter((name) => versionsOf(state, name, request.which).length > 0);
}

function versionJson({ subject, version, stored: { id, schema, schemaType, references } }: Version) {
  return { subject, version, id, schema, schemaType, references };
}

function versionIn(request: RegistryRequest): Version {
  const { store, subject, which } = request;
  return requireVersion(store.state, subject, request.param('version'), which);
}

function schemaIn({ store, id }: RegistryRequest): StoredSchema {
  const stored = store.state.schemas.get(id);
  if (stored === undefined) throw schemaNotFound(`Schema ${id}`);
  return stored;
}

function versionsWith(request: RegistryRequest): Version[] {
  const stored = schemaIn(request);
  const withDeleted = request.which !== 'live';
  return request.store.state.allVersions().filter((one) => one.stored === stored && (withDeleted || !one.deleted));
}

/** A missing version has no referrers. */
function listReferrers(request: RegistryRequest): number[] {
  const { store, subject } = request;
  const version = Number(request.param('version'));
  const referrers = referrersOf(store.state, [{ subject, version }], request.flag('deleted') ? 'all' : 'live');
  return [...new Set(referrers.map(({ stored }) => stored.id))];
}

/** Everything is compatible with the last version of a missing subject. */
function compatibilityWithOne(request: RegistryRequest): unknown {
  const { store, subject } = request;
  const given = request.param('version');
  const isLatest = given === 'latest' || given === '-1';
  if (isLatest && versionsOf(store.state, subject, 'live').length === 0) return compatibilityOf(request, []);
  return compatibilityOf(request, [requireVersion(store.state, subject, given, 'live')]);
}

function compatibilityOf(request: RegistryRequest, earlier: readonly Version[]): unknown {
  const { store, subject, schema } = request;
  checkText(schema, referredTexts(store.state, schema.references, store.limits));
  const messages = incompatibilities(store, subject, schema, earlier);
  return { is_compatible: messages.length === 0, ...(request.flag('verbose') ? { messages } : {}) };
}
