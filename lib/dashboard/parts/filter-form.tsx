import type { ComponentChildren } from 'preact';

/** Fields by which a list is searched and narrowed. They act as they are changed, so there is nothing to send. */
export function FilterForm({ children }: { readonly children: ComponentChildren }) {
  return (
    <form
      class="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      {children}
    </form>
  );
}

/** A field for words. */
export function SearchField({ words, onInput }: { readonly words: string; readonly onInput: (words: string) => void }) {
  return (
    <label>
      Search
      <input
        type="search"
        name="q"
        value={words}
        onInput={({ currentTarget }) => {
          onInput(currentTarget.value);
        }}
      />
    </label>
  );
}

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly chosen: Value;
  /** Each with what it says. */
  readonly choices: readonly (readonly [Value, string])[];
  readonly onChoose: (choice: Value) => void;
}

/** One of several. */
export function Choice<Value extends string>({ name, chosen, choices, onChoose }: ChoiceProps<Value>) {
  return (
    <label>
      {name}
      <select
        value={chosen}
        onChange={({ currentTarget }) => {
          const choice = choices.find(([value]) => value === currentTarget.value);
          if (choice !== undefined) onChoose(choice[0]);
        }}
      >
        {choices.map(([value, says]) => (
          <option key={value} value={value}>
            {says}
          </option>
        ))}
      </select>
    </label>
  );
}
