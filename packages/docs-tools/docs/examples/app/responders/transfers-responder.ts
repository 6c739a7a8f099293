import { json, Topic, text } from 'kfw';
import { ApplicationResponder } from './application-responder.js';

export interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

interface Entry {
  readonly account: string;
  readonly amount: number;
}

// #region atomic
@Topic('entries', { schema: json<Entry>(), multiple: true })
export class TransfersResponder extends ApplicationResponder<{ entries: Entry }> {
  static readonly atomic = true;

  respond({ from, to, amount }: Transfer): void {
    this.respondTo('entries', { account: from, amount: -amount }, { key: from });
    this.respondTo('entries', { account: to, amount }, { key: to });
  }
}
// #endregion

export interface Account {
  readonly name: string;
}

// #region tombstones
@Topic('accounts', { schema: json<Account>() })
@Topic('closings', { schema: text(), required: false, eventId: false })
export class AccountsResponder extends ApplicationResponder<{ accounts: Account; closings: string }> {
  respond({ id, account }: { id: string; account: Account | null }): void {
    if (account !== null) {
      this.respondTo('accounts', account, { key: id });
      return;
    }
    this.tombstoneTo('accounts', id);
    this.respondTo('closings', id);
  }
}
// #endregion
