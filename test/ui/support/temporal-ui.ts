import type { Page } from 'playwright-core';

/** The tabs of a workflow page, as named in its address. */
export type Tab = 'history' | 'user-metadata' | 'query' | 'pending-activities' | 'search-attributes';

/** Actions of a person in the Temporal UI. */
export class TemporalUi {
  constructor(
    private readonly page: Page,
    private readonly address: string,
  ) {}

  /** Opens the form behind a link of `ui-link`, types the JSON and starts the workflow. */
  async startFromForm(link: string, json: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByTestId('workflowId').waitFor();
    await this.type(json);
    // Leaving the editor lays out its text again and moves the button under the pointer.
    await this.page.getByTestId('workflowId').click();
    await this.page.getByTestId('start-workflow-button').click();
  }

  /** Opens a tab of a workflow page. */
  async open(workflowId: string, runId: string, tab: Tab): Promise<void> {
    const id = encodeURIComponent(workflowId);
    await this.page.goto(`${this.address}/namespaces/default/workflows/${id}/${runId}/${tab}`);
    await this.page.getByRole('heading', { name: workflowId }).first().waitFor();
  }

  /** The current details of the workflow, as text. */
  async currentDetails(): Promise<string> {
    const details = this.page.frameLocator('iframe').locator('body');
    return (await details.first().innerText()).replaceAll(/\s+/g, ' ');
  }

  /** Sends an update to the workflow whose page is open, with the dialog under More Actions. */
  async sendUpdate(name: string, json: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'More Actions' }).click();
    await page.getByRole('menuitem', { name: /update/i }).click();
    const dialog = page.locator('[role=dialog]:visible, dialog:visible').filter({ hasText: 'Send an Update' });
    await dialog.getByRole('button', { name: /Select an Update/ }).click();
    await dialog.getByRole('option', { name: new RegExp(`^\\s*${name}\\b`) }).click();
    await dialog.locator('.cm-content').click();
    await page.keyboard.insertText(json);
    // As in the form: a click does not press a button that moves under the pointer.
    await dialog.locator('#update-id').first().click();
    await dialog.getByRole('button', { name: 'Submit' }).click();
  }

  /** Runs a query of the workflow whose query tab is open. */
  async runQuery(name: string): Promise<void> {
    await this.page.getByTestId('query-select-button').click();
    await this.page.locator('#query-select-select').getByRole('option', { name }).click();
    await this.page.getByRole('button', { name: 'Run Query' }).click();
  }

  private async type(json: string): Promise<void> {
    await this.page.locator('.cm-content').first().click();
    await this.page.keyboard.insertText(json);
  }
}
