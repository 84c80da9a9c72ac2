// The page says it itself: wenk('consent', { marketing: true }).

export const name = "call";
let said;

export const say = (choice) => {
  said = choice && choice.marketing === true ? "granted" : "denied";
};
export const detect = () => said !== undefined;
export const read = () => said || "unknown";
export const earlier = (isFirstLook) => isFirstLook;
export const subscribe = () => {};
