package callgateway.doctor;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Whether the public name leads anywhere, and whether Twilio can go there. */
final class PublicHostCheck implements Check {
    private final URI origin;

    PublicHostCheck(SetUp setUp) {
        this(URI.create("https://" + setUp.settings.publicHost()));
    }

    PublicHostCheck(URI origin) {
        this.origin = origin;
    }

    @Override
    public List<Finding> look() {
        String host = origin.getHost();
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return List.of(Finding.wrong(
                    host + " cannot be resolved",
                    "Set PUBLIC_HOST to the name of your tunnel or ingress, or add its DNS record."));
        }
        String found = host + " is "
                + String.join(
                        ", ",
                        Arrays.stream(addresses)
                                .map(InetAddress::getHostAddress)
                                .toList());
        boolean ours = Arrays.stream(addresses).allMatch(PublicHostCheck::isPrivate);
        return List.of(
                ours
                        ? Finding.warning(
                                found + ", which only this network can reach",
                                "Unless Twilio sees another address for it, set PUBLIC_HOST to a name that is public, such as"
                                        + " your tunnel's.")
                        : Finding.ok(found));
    }

    private static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }
}
