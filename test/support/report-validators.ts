import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { HtmlValidate } from 'html-validate';
import { memoryPages, validateXML } from 'xmllint-wasm';
import type { ReportFormat } from '../../src/report/report-format.js';
import { readMarkdown } from './read-markdown.js';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
/** Checks the HTML standard only, not style; the look of the page is tested in a browser. */
const pages = new HtmlValidate({
  extends: ['html-validate:standard'],
  // The standard allows `>` in text. Hostile text is tested in a browser.
  rules: { 'no-raw-characters': 'off' },
});
const junitSchema = read('junit.xsd');

/** Finds the errors in a report with the schema or the parser of its format. */
export const REPORT_VALIDATORS: Readonly<Record<ReportFormat, (text: string) => Promise<readonly string[]>>> = {
  json: (text) => Promise.resolve(againstSchema('report', JSON.parse(text))),
  junit: async (text) => {
    const { errors } = await validateXML({
      xml: text,
      schema: junitSchema,
      maxMemoryPages: memoryPages.MiB * 64,
    });
    return errors.map(({ message }) => message);
  },
  html: async (text) => {
    const { results } = await pages.validateString(text);
    return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
  },
  md: (text) => Promise.resolve(readMarkdown(text).alien),
};

const compiled = new Map<string, ValidateFunction>();

/** Finds the errors in a value with a JSON Schema of the package. */
export function againstSchema(name: 'report' | 'outputs' | 'preview', value: unknown): string[] {
  const validate =
    compiled.get(name) ??
    new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(read(`../../schemas/${name}.schema.json`)),
    );
  compiled.set(name, validate);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
