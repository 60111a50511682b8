// On a narrow screen the rail of steps scrolls sideways: the step one is at comes into sight.
document.querySelector(".making__rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
